package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Behaviour;
import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.JsonBody;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.ScopeExpression;
import io.spotcluster.api.scopes.ScopeRequirement;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** One method, ready to be called: what a request goes through once it has found its route. */
final class Endpoint {
    private static final Caller NOBODY = new Caller(Caller.ANONYMOUS, ScopeSet.EMPTY, Instant.MAX);
    private static final int REPORTED_VIOLATIONS = 20;
    /** A call may ask for as many scopes as its body has room for. */
    private static final int LONGEST_SCOPES = 20_000;

    private final Service service;
    private final ApiMethod method;
    private final SchemaCatalog schemas;
    private final Secrets secrets;
    /** Then the check comes before the body is looked at. */
    private final boolean routeTellsScopes;

    Endpoint(Service service, ApiMethod method, Set<String> routeParameters, SchemaCatalog schemas) {
        this.service = service;
        this.method = method;
        this.schemas = schemas;
        this.secrets = Secrets.usualAnd(method.secret());
        this.routeTellsScopes = method.supplied().isEmpty()
                && method.scopes()
                        .map(expression -> routeParameters.containsAll(
                                expression.parameters().keySet()))
                        .orElse(true);
    }

    /** Below {@code /schemas/}. */
    static String schemaPath(Service service, String file) {
        return service.name() + "/v1/" + file;
    }

    /** Does beforehand what the first request would have to wait for. */
    void warm() {
        method.input()
                .ifPresent(file -> schemas.schema(schemaPath(service, file)).warm());
    }

    ApiMethod method() {
        return method;
    }

    Secrets secrets() {
        return secrets;
    }

    /**
     * The order matters: what costs little comes first, and nothing is loaded for a caller who would be refused by the
     * route alone.
     *
     * @param mismatches of the route's parameters
     * @throws io.spotcluster.base.RejectedException what the caller did wrong
     */
    Reply call(Exchange exchange, List<String> mismatches, Authenticator authenticator, boolean checkReplies) {
        HttpRequest http = exchange.http;
        Caller caller = method.scopes().isPresent() ? authenticator.authenticate(http) : NOBODY;
        if (!mismatches.isEmpty()) {
            throw new Rejection(
                            ErrorCode.INVALID_REQUEST_ARGUMENTS,
                            "The URL is not what this method takes:\n" + String.join("\n", mismatches))
                    .asException();
        }
        Map<String, String> query = QueryOptions.read(http.rawQuery(), method.query());
        if (routeTellsScopes) {
            authorise(caller, exchange.parameters, Parameters.NONE);
        }
        JsonNode body = method.input().map(file -> body(exchange, file)).orElse(MissingNode.getInstance());
        Request request = new Request(caller, exchange.parameters, query, body, http);
        Paging.check(request);
        Reply reply = sent(behave(method.behaviour(), request, checkReplies), http);
        if (checkReplies) {
            checkReply(reply);
        }
        return reply;
    }

    /** As it goes to a caller who may have it already. */
    private Reply sent(Reply reply, HttpRequest http) {
        if (!(reply.body().orElse(MissingNode.getInstance()) instanceof Tagged tagged)) {
            return reply;
        }
        if (!method.tagged()) {
            throw new IllegalStateException(
                    "%s.%s gave a tag, which it does not declare".formatted(service.name(), method.name()));
        }
        return tagged.answer(reply, http.header("if-none-match"));
    }

    private <L> Reply behave(Behaviour<L> behaviour, Request request, boolean check) {
        Loaded<L> loaded = behaviour.load().apply(request);
        if (check) {
            checkSupplied(loaded.parameters());
        }
        Authorized authority = authorise(request.caller(), request.parameters(), loaded.parameters());
        return behaviour.handle().handle(authority, request, loaded.value());
    }

    private Authorized authorise(Caller caller, Map<String, String> route, Parameters loaded) {
        method.scopes().ifPresent(expression -> authorise(caller, expression, filled(route, loaded)));
        return new Authorized(caller);
    }

    private static Parameters filled(Map<String, String> route, Parameters loaded) {
        Map<String, String> texts = new TreeMap<>(route);
        texts.putAll(loaded.texts());
        return new Parameters(texts, loaded.lists(), loaded.truths());
    }

    private static void authorise(Caller caller, ScopeExpression expression, Parameters parameters) {
        ScopeRequirement requirement = expression.fill(parameters);
        Optional<ScopeRequirement> missing = requirement.missing(caller.scopes());
        if (missing.isPresent()) {
            throw insufficient(caller, requirement, missing.get()).asException();
        }
    }

    private static Rejection insufficient(Caller caller, ScopeRequirement requirement, ScopeRequirement missing) {
        String who = caller.clientId().equals(Caller.ANONYMOUS)
                ? "This call came without credentials. It lacks these scopes:"
                : "The client '%s' lacks these scopes:".formatted(caller.clientId());
        return new Rejection(
                ErrorCode.INSUFFICIENT_SCOPES,
                "%s%n%n```%n%s%n```%n%nAltogether the call asks for:%n%n```%n%s%n```"
                        .formatted(who, pretty(missing), pretty(requirement)));
    }

    private static String pretty(ScopeRequirement requirement) {
        JsonNode json = requirement.toJson();
        String text = json.isString() ? json.stringValue() : json.toPrettyString();
        return text.length() <= LONGEST_SCOPES
                ? text
                : "%s%n… (%d characters in all)".formatted(text.substring(0, LONGEST_SCOPES), text.length());
    }

    private JsonNode body(Exchange exchange, String schemaFile) {
        requireJson(exchange.http);
        JsonNode body = JsonBody.read(exchange.http.body());
        exchange.payload = Optional.of(body);
        var schema = schemas.schema(schemaPath(service, schemaFile));
        schema.fillDefaults(body);
        List<String> violations = schema.violations(body, exchange.http.body().length(), secrets);
        if (!violations.isEmpty()) {
            throw new Rejection(ErrorCode.INPUT_VALIDATION_ERROR, invalid(schema.path(), violations)).asException();
        }
        return body;
    }

    private static String invalid(String schema, List<String> violations) {
        StringBuilder message =
                new StringBuilder("The request's body is not what /schemas/%s asks for:".formatted(schema));
        violations.stream()
                .limit(REPORTED_VIOLATIONS)
                .forEach(violation -> message.append("\n* ").append(violation));
        if (violations.size() > REPORTED_VIOLATIONS) {
            message.append("\n… and %d more".formatted(violations.size() - REPORTED_VIOLATIONS));
        }
        return message.toString();
    }

    private static void requireJson(HttpRequest http) {
        String contentType = http.header("content-type").orElse("");
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        boolean json = parts[0].strip().equals("application/json");
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].strip().split("=", 2);
            json &= !parameter[0].strip().equals("charset")
                    || (parameter.length == 2
                            && parameter[1].strip().replace("\"", "").equals("utf-8"));
        }
        if (!json) {
            throw malformed("The content-type must be `application/json` in UTF-8; it is '%s'".formatted(contentType));
        }
        String encoding = http.header("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw malformed("The content-encoding must be absent or `identity`; it is '%s'".formatted(encoding));
        }
    }

    private static RuntimeException malformed(String message) {
        return new Rejection(ErrorCode.MALFORMED_PAYLOAD, message).asException();
    }

    private void checkSupplied(Parameters loaded) {
        Set<String> names = new TreeSet<>(loaded.texts().keySet());
        names.addAll(loaded.lists().keySet());
        names.addAll(loaded.truths().keySet());
        names.removeAll(method.supplied());
        if (!names.isEmpty()) {
            throw new IllegalStateException("%s.%s gave the scope parameters %s, which it does not declare as supplied"
                    .formatted(service.name(), method.name(), names));
        }
    }

    private void checkReply(Reply reply) {
        boolean error = reply.status() >= 400;
        // A body of bytes is in another format than the schema's, which the caller asked for.
        if (error
                || method.output().isEmpty()
                || reply.body().filter(body -> !(body instanceof Bytes)).isEmpty()) {
            return;
        }
        JsonNode body = Json.MAPPER.valueToTree(reply.body().get());
        List<String> violations =
                schemas.schema(schemaPath(service, method.output().get())).violations(body, 0, secrets);
        if (!violations.isEmpty()) {
            throw new IllegalStateException("%s.%s answered with what %s refuses: %s"
                    .formatted(service.name(), method.name(), method.output().get(), violations));
        }
    }
}
