import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Writes the SHA-256 of a file as sha256sum does: {@code Checksum FILE OUTPUT}. */
public class Checksum {
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        String line = HexFormat.of().formatHex(digest) + "  " + file.getFileName();
        System.out.println(line);
        Files.writeString(Path.of(arguments[1]), line + "\n");
    }
}
