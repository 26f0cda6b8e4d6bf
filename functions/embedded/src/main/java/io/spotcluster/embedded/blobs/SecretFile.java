package io.spotcluster.embedded.blobs;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A key of 32 random bytes, as hexadecimal digits in a file that only its owner may read. */
final class SecretFile {
    private static final int BYTES = 32;

    private SecretFile() {}

    static Bytes read(Path file) throws IOException {
        if (Files.notExists(file)) {
            create(file);
        }
        String digits = Files.readString(file).strip();
        if (!digits.matches("[0-9a-f]{%d}".formatted(2 * BYTES))) {
            throw new StoreException.Refused(
                    "%s holds no key of %d hexadecimal digits; delete it to have a new one made"
                            .formatted(file, 2 * BYTES));
        }
        return Bytes.wrap(HexFormat.of().parseHex(digits));
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(beside);
        }
        Files.writeString(beside, HexFormat.of().formatHex(key) + "\n");
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
