package io.spotcluster.worker.mount;

import io.spotcluster.worker.payload.Mount.ArchiveFormat;
import io.spotcluster.worker.queue.Resolution;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Reads archives, entry by entry, into an {@link ExtractionTarget} that refuses what leads out of it. */
final class Archive {
    private Archive() {}

    static void extract(Path archive, ArchiveFormat format, ExtractionTarget target) throws IOException {
        switch (format) {
            case ZIP -> zip(archive, target);
            case TAR -> tar(open(archive), target);
            case TAR_GZ -> tar(new GZIPInputStream(open(archive)), target);
            case TAR_BZ2 -> tar(new BZip2CompressorInputStream(open(archive), true), target);
        }
    }

    private static InputStream open(Path archive) throws IOException {
        return new BufferedInputStream(Files.newInputStream(archive));
    }

    private static void zip(Path archive, ExtractionTarget target) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.isUnixSymlink()) {
                    try (InputStream content = zip.getInputStream(entry)) {
                        target.link(entry.getName(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
                    }
                } else if (entry.isDirectory()) {
                    target.directory(entry.getName());
                } else {
                    try (InputStream content = zip.getInputStream(entry)) {
                        target.file(entry.getName(), content, isExecutable(entry.getUnixMode()));
                    }
                }
            }
        }
    }

    private static void tar(InputStream stream, ExtractionTarget target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(stream)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isSymbolicLink()) {
                    target.link(entry.getName(), entry.getLinkName());
                } else if (entry.isLink()) {
                    target.hardLink(entry.getName(), entry.getLinkName());
                } else if (entry.isDirectory()) {
                    target.directory(entry.getName());
                } else if (entry.isFile()) {
                    target.file(entry.getName(), tar, isExecutable(entry.getMode()));
                } else {
                    throw new MountFailedException(
                            Resolution.FAILED,
                            "its entry '%s' is no file, directory or link".formatted(entry.getName()));
                }
            }
        }
    }

    private static boolean isExecutable(int mode) {
        return (mode & 0100) != 0;
    }
}
