package io.spotcluster.lambda.wiring;

import io.spotcluster.aws.sqs.QueueUrls;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.Use;
import io.spotcluster.lambda.catalog.Variable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The environment of one function, as its {@link FunctionDefinition#variables} declare it. */
final class Settings {
    private static final Pattern DEPLOYMENT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?");

    private final FunctionDefinition function;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> queues = new HashMap<>();

    /** @throws IllegalArgumentException naming every variable that is missing or malformed */
    Settings(FunctionDefinition function, Map<String, String> environment) {
        this.function = function;
        List<String> faults = new ArrayList<>();
        for (Variable variable : function.variables()) {
            String value = environment.getOrDefault(variable.name(), "");
            String fault = value.isBlank() ? "is missing" : fault(variable, value);
            if (!fault.isEmpty()) {
                faults.add(variable.name() + " " + fault);
            }
            values.put(variable.name(), value);
            if (variable instanceof Variable.WorkQueueUrl url) {
                queues.put(url.queue().name(), value);
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "The function %s is set up wrongly: %s".formatted(function.name(), String.join("; ", faults)));
        }
    }

    /** Empty, if there is none. */
    private static String fault(Variable variable, String value) {
        return switch (variable) {
            case Variable.Deployment() ->
                DEPLOYMENT.matcher(value).matches()
                        ? ""
                        : "is '%s'; lower-case letters, digits and dashes were expected, at most 42".formatted(value);
            case Variable.RootUrl(), Variable.ApiUrl() ->
                isRootUrl(value)
                        ? ""
                        : "is '%s'; an http or https URL without a path and without a slash at its end was expected"
                                .formatted(value);
            case Variable.WorkQueueUrl _ ->
                value.startsWith("http") ? "" : "is '%s'; the URL of a queue was expected".formatted(value);
            case Variable.BlobSigner(), Variable.TokenKey(), Variable.RootToken() ->
                value.startsWith("arn:") ? "" : "is '%s'; an ARN was expected".formatted(value);
            case Variable.Function(), Variable.BlobBucket(), Variable.EventBus() -> "";
        };
    }

    private static boolean isRootUrl(String value) {
        try {
            URI url = URI.create(value);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawPath().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    FunctionDefinition function() {
        return function;
    }

    boolean uses(Use use) {
        return function.uses().contains(use);
    }

    /** Absent, if the function does not declare it. */
    Optional<String> find(Variable variable) {
        return Optional.ofNullable(values.get(variable.name()));
    }

    /** One that the function declares. */
    String get(Variable variable) {
        return find(variable)
                .orElseThrow(() -> new IllegalStateException(variable.name() + " is not declared for this function"));
    }

    QueueUrls queues() {
        return new QueueUrls(queues);
    }
}
