package io.spotcluster.local.server;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Where an instance keeps everything: {@code store/}, {@code blobs/}, {@code workers/}, {@code keys/}, {@code env.sh}, {@code
 * events.jsonl} and {@code server.log}. Readable by the owner only, for it holds secrets.
 */
public record DataFolder(Path path) {
    /** The keys by which access tokens are encrypted at rest, below the folder. */
    public static final Path TOKEN_KEY = Path.of("keys", "access-tokens.key");

    private static final int SECRET_BYTES = 33;

    /** Makes the folder, if it is not there. */
    public static DataFolder open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        PrivateFiles.createFolder(absolute);
        DataFolder folder = new DataFolder(absolute);
        PrivateFiles.createFolder(folder.keys());
        PrivateFiles.createFolder(folder.workers());
        return folder;
    }

    public Path environmentFile() {
        return path.resolve("env.sh");
    }

    public Path eventLog() {
        return path.resolve("events.jsonl");
    }

    public Path serverLog() {
        return path.resolve("server.log");
    }

    public Path workers() {
        return path.resolve("workers");
    }

    Path store() {
        return path.resolve("store");
    }

    Path blobs() {
        return path.resolve("blobs");
    }

    Path tokenKey() {
        return path.resolve(TOKEN_KEY);
    }

    /** The key that signs the URLs of blobs. */
    Path blobKey() {
        return keys().resolve("blob-urls.key");
    }

    /** A token that is made when it is first asked for, and stays. */
    AccessToken token(String name) throws IOException {
        Path file = keys().resolve(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            PrivateFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        }
        return new AccessToken(Files.readString(file).strip());
    }

    private Path keys() {
        return path.resolve("keys");
    }
}
