package io.spotcluster.local.http;

import java.util.HexFormat;

/**
 * What stands between method and version on a request line.
 *
 * @param rawPath with the client's escapes; begins with a slash
 * @param rawQuery without the question mark; empty, if there is none
 */
record RequestTarget(String rawPath, String rawQuery) {
    /**
     * Splits a target of any form and content.
     *
     * <p>Escapes, {@code ..}, doubled slashes and the like stay as they are: Hawk signs them. What HTTP does not allow in a
     * target at all (control characters, bytes above 0x7e, which arrive here as the characters of the same number) is
     * percent-escaped, as the client should have done. Of the absolute form ({@code http://host/path}) scheme and host are
     * dropped; a target without a leading slash, such as {@code *}, gains one.
     */
    static RequestTarget of(String target) {
        String origin = escaped(originForm(target));
        int mark = origin.indexOf('?');
        return mark < 0
                ? new RequestTarget(origin, "")
                : new RequestTarget(origin.substring(0, mark), origin.substring(mark + 1));
    }

    private static String originForm(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        String afterScheme = afterScheme(target);
        int slash = afterScheme.indexOf('/');
        int mark = afterScheme.indexOf('?');
        if (afterScheme.equals(target)) {
            return "/" + target;
        }
        if (slash >= 0 && (mark < 0 || slash < mark)) {
            return afterScheme.substring(slash);
        }
        return mark < 0 ? "/" : "/" + afterScheme.substring(mark);
    }

    private static String afterScheme(String target) {
        for (String scheme : new String[] {"http://", "https://"}) {
            if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return target.substring(scheme.length());
            }
        }
        return target;
    }

    private static String escaped(String text) {
        if (text.chars().allMatch(RequestTarget::isAllowed)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (isAllowed(character)) {
                escaped.append(character);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) character));
            }
        }
        return escaped.toString();
    }

    private static boolean isAllowed(int character) {
        return character > ' ' && character < 0x7f;
    }
}
