package io.spotcluster.api;

import io.spotcluster.api.routes.Escapes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a query by the options that a method declares. */
final class QueryOptions {
    /** Part of a signed URL, and no option of any method. */
    private static final String BEWIT = "bewit";

    private QueryOptions() {}

    /** @throws io.spotcluster.base.RejectedException InvalidRequestArguments, naming every wrong option */
    static Map<String, String> read(String rawQuery, Map<String, Pattern> declared) {
        if (rawQuery.isEmpty()) {
            return Map.of();
        }
        Map<String, String> options = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (String piece : rawQuery.split("&", -1)) {
            if (piece.isEmpty()) {
                continue;
            }
            int equals = piece.indexOf('=');
            String name =
                    Escapes.decodeQuery("The name of a query option", equals < 0 ? piece : piece.substring(0, equals));
            if (name.equals(BEWIT)) {
                continue;
            }
            Pattern pattern = declared.get(name);
            if (pattern == null) {
                faults.add("the query option '%s' is not one of %s".formatted(name, declared.keySet()));
                continue;
            }
            String value = equals < 0
                    ? ""
                    : Escapes.decodeQuery("The query option `" + name + "`", piece.substring(equals + 1));
            if (!pattern.matcher(value).matches()) {
                faults.add(
                        "the query option `%s` is '%s' and must match %s".formatted(name, shortened(value), pattern));
            } else if (options.put(name, value) != null) {
                faults.add("the query option `%s` is given twice".formatted(name));
            }
        }
        if (!faults.isEmpty()) {
            throw new Rejection(
                            ErrorCode.INVALID_REQUEST_ARGUMENTS,
                            "The URL's query is not what this method takes:\n" + String.join("\n", faults))
                    .asException();
        }
        return options;
    }

    private static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
