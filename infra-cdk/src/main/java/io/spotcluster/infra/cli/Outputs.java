package io.spotcluster.infra.cli;

import io.spotcluster.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** What the stacks told when they were deployed: CDK's file of outputs. */
record Outputs(JsonNode document) {
    static Outputs read(Path file) throws CommandFailed {
        try {
            return new Outputs(Json.parse(Files.readString(file)));
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "CDK wrote no outputs: " + e);
        }
    }

    String of(String stack, String output) throws CommandFailed {
        String value = document.path(stack).path(output).asString("");
        if (value.isEmpty()) {
            throw new CommandFailed(ExitCode.FAILED, "the stack %s told no %s".formatted(stack, output));
        }
        return value;
    }
}
