package io.spotcluster.lambda.gateway;

import io.spotcluster.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The path of a request with the escapes that its client sent and signed. API Gateway's HTTP APIs decode it, and cut it at a
 * decoded question mark; CloudFront, which stands before them, still has it as it was, and puts it into {@link
 * HttpRequest#RAW_URI}. So do clients of ours that go round CloudFront.
 */
final class RawPath {
    private static final String LEGAL = "-._~!$&'()*+,;=:@/";

    private RawPath() {}

    /**
     * @param received {@code rawPath} of the event
     * @param header believed only if it is what {@code received} was before it was decoded: whoever goes round CloudFront
     *     can write anything into it
     */
    static String of(String received, Optional<String> header) {
        return header.filter(raw -> isEncodingOf(raw, received))
                .map(RawPath::escaped)
                .orElseGet(() -> escaped(received));
    }

    /**
     * Is {@code decoded} what comes out when {@code raw} is decoded, up to the first question mark in the result? Gateways
     * differ in whether an escaped percent sign is decoded too.
     */
    private static boolean isEncodingOf(String raw, String decoded) {
        return raw.startsWith("/")
                && (decoded(raw, true).equals(decoded) || decoded(raw, false).equals(decoded));
    }

    private static String decoded(String raw, boolean percentSigns) {
        String bytes = bytes(raw);
        StringBuilder decoded = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char next = bytes.charAt(i);
            if (next == '%' && isEscape(bytes, i) && (percentSigns || !bytes.startsWith("%25", i))) {
                next = (char) HexFormat.fromHexDigits(bytes, i + 1, i + 3);
                i += 2;
            }
            if (next == '?') {
                break;
            }
            decoded.append(next);
        }
        return new String(decoded.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The bytes of a text in UTF-8, each as a character. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * What is not allowed in a path is escaped. Escapes stay: where no header tells better, a path that was not decoded at all
     * (function URLs and emulators do not) is far more likely than a decoded one that still looks escaped. Hawk refuses whoever
     * signed something else.
     */
    private static String escaped(String path) {
        StringBuilder escaped = new StringBuilder(path.length());
        String text = bytes(path);
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (isLegal(next) || (next == '%' && isEscape(text, i))) {
                escaped.append(next);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) next));
            }
        }
        return escaped.isEmpty() || escaped.charAt(0) != '/' ? "/" + escaped : escaped.toString();
    }

    private static boolean isLegal(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || LEGAL.indexOf(character) >= 0;
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }
}
