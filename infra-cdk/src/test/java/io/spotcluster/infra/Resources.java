package io.spotcluster.infra;

import tools.jackson.databind.JsonNode;

/** References of a template in words. */
final class Resources {
    private Resources() {}

    /** What a reference refers to: the logical id without its hash, whichever stack it lies in. */
    static String describe(JsonNode reference) {
        if (reference.isString()) {
            return reference.stringValue();
        }
        if (reference.has("Fn::GetAtt")) {
            return withoutHash(reference.path("Fn::GetAtt").get(0).asString())
                    + suffix(reference.path("Fn::GetAtt").get(1).asString());
        }
        if (reference.has("Ref")) {
            return withoutHash(reference.path("Ref").asString());
        }
        if (reference.has("Fn::ImportValue")) {
            String export = reference.path("Fn::ImportValue").asString();
            return export.replaceFirst("^[^:]+:ExportsOutput(FnGetAtt|Ref)", "")
                    .replaceFirst("[0-9A-F]{8}(Arn|StreamArn|)([0-9A-F]{8})?$", "$1")
                    .replaceFirst("(?<!Stream)Arn$", "")
                    .replaceFirst("StreamArn$", " (stream)");
        }
        if (reference.has("Fn::Join")) {
            StringBuilder joined = new StringBuilder();
            for (JsonNode part : reference.path("Fn::Join").get(1)) {
                joined.append(describe(part));
            }
            return joined.toString();
        }
        return reference.toString();
    }

    private static String suffix(String attribute) {
        return switch (attribute) {
            case "Arn" -> "";
            case "StreamArn" -> " (stream)";
            default -> "." + attribute;
        };
    }

    private static String withoutHash(String logicalId) {
        return logicalId.replaceFirst("[0-9A-F]{8}$", "");
    }
}
