package io.spotcluster.api;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.events.ServiceEvents;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.ScopeExpression;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One API method, declared once. Build it by {@link #named}, and end with {@link Builder#handler} or {@link
 * Builder#loading}.
 *
 * @param name in camelCase, unique in its service
 * @param httpMethod in upper case
 * @param route with {@code <parameters>}, for example {@code /task/<taskId>/status}; below {@code /api/<service>/v1}
 * @param query option name to the pattern of its value
 * @param scopes what the caller's scopes must satisfy; public, if absent
 * @param supplied what the scope expression asks for beside the parameters of the route; {@link Builder#loading} gives it
 * @param secret fields of the body, at any depth, that an error reply does not repeat
 * @param tagged whether its replies have tags, and callers who have one may get 304
 * @param input file of the input schema in {@code schemas/<service>/v1}; no body is read, if absent
 * @param output file of the output schema; nothing is promised about the output, if absent
 */
public record ApiMethod(
        String name,
        String httpMethod,
        String route,
        String title,
        String description,
        String category,
        Stability stability,
        Map<String, Pattern> query,
        Optional<ScopeExpression> scopes,
        Set<String> supplied,
        Set<String> secret,
        boolean tagged,
        Optional<String> input,
        Optional<String> output,
        Behaviour<?> behaviour) {
    public ApiMethod {
        // The order of the options is the reference's.
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        supplied = Set.copyOf(supplied);
        secret = Set.copyOf(secret);
    }

    public enum Stability {
        STABLE,
        EXPERIMENTAL,
        DEPRECATED
    }

    /**
     * What scopes are checked against, when the route and the body alone do not tell it, with what was loaded to know it.
     *
     * @param parameters in addition to those of the route
     */
    public record Loaded<L>(L value, Parameters parameters) {}

    /** What the method does: load, then (authorised by the pipeline in between) handle. */
    public record Behaviour<L>(Function<Request, Loaded<L>> load, Handler<L> handle) {}

    /** Runs after the check; what it may throw for the caller is {@link io.spotcluster.base.RejectedException}. */
    @FunctionalInterface
    public interface Handler<L> {
        Reply handle(Authorized authority, Request request, L loaded);
    }

    /** For methods whose scope expression is filled from the route alone. */
    @FunctionalInterface
    public interface SimpleHandler {
        Reply handle(Authorized authority, Request request);
    }

    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Collects a declaration. */
    public static final class Builder {
        private final String name;
        private String httpMethod = "";
        private String route = "";
        private String title = "";
        private String description = "";
        private String category = "";
        private Stability stability = Stability.STABLE;
        private final Map<String, Pattern> query = new LinkedHashMap<>();
        private Optional<ScopeExpression> scopes = Optional.empty();
        private Set<String> supplied = Set.of();
        private Set<String> secret = Set.of();
        private boolean tagged;
        private Optional<String> input = Optional.empty();
        private Optional<String> output = Optional.empty();

        private Builder(String name) {
            this.name = name;
        }

        public Builder get(String route) {
            return route("GET", route);
        }

        public Builder put(String route) {
            return route("PUT", route);
        }

        public Builder post(String route) {
            return route("POST", route);
        }

        public Builder delete(String route) {
            return route("DELETE", route);
        }

        private Builder route(String newMethod, String newRoute) {
            httpMethod = newMethod;
            route = newRoute;
            return this;
        }

        public Builder title(String newTitle) {
            title = newTitle;
            return this;
        }

        public Builder description(String newDescription) {
            description = newDescription;
            return this;
        }

        public Builder category(String newCategory) {
            category = newCategory;
            return this;
        }

        public Builder stability(Stability newStability) {
            stability = newStability;
            return this;
        }

        public Builder query(String option, Pattern pattern) {
            query.put(option, pattern);
            return this;
        }

        /** The options of every list: {@code continuationToken} and {@code limit}. */
        public Builder paged() {
            return query(Paging.OPTION, Paging.TOKEN).query("limit", Paging.LIMIT);
        }

        public Builder scopes(ScopeExpression expression) {
            scopes = Optional.of(expression);
            return this;
        }

        public Builder scopes(String scope) {
            return scopes(ScopeExpression.scope(scope));
        }

        /**
         * Names what {@link #loading} gives to the scope expression: {@code <texts>}, lists of {@code for}, truths of
         * {@code if}. Start-up fails on a name in the expression that is neither here nor in the route.
         */
        public Builder supplies(String... parameters) {
            supplied = Set.of(parameters);
            return this;
        }

        /** Fields that hold secrets beside the usual ones (access tokens, certificates, credentials). */
        public Builder secret(String... fields) {
            secret = Set.of(fields);
            return this;
        }

        /** Its replies are made by {@link Reply#tagged}; only for GET. */
        public Builder tagged() {
            tagged = true;
            return this;
        }

        public Builder input(String schemaFile) {
            input = Optional.of(schemaFile);
            return this;
        }

        public Builder output(String schemaFile) {
            output = Optional.of(schemaFile);
            return this;
        }

        public ApiMethod handler(SimpleHandler handler) {
            return build(new Behaviour<>(
                    request -> new Loaded<>(request, Parameters.NONE),
                    (authority, request, same) -> handler.handle(authority, request)));
        }

        /** {@code load} runs before the check and reads only; {@code handler} runs after it. */
        public <L> ApiMethod loading(Function<Request, Loaded<L>> load, Handler<L> handler) {
            return build(new Behaviour<>(load, handler));
        }

        private ApiMethod build(Behaviour<?> behaviour) {
            return new ApiMethod(
                    name,
                    httpMethod,
                    route,
                    title,
                    description,
                    category,
                    stability,
                    query,
                    scopes,
                    supplied,
                    secret,
                    tagged,
                    input,
                    output,
                    behaviour);
        }
    }

    /**
     * The methods of a service, in the order of its reference.
     *
     * @param events that it publishes, if it does
     */
    public record Service(
            String name,
            String title,
            String description,
            Map<String, Pattern> parameters,
            List<ApiMethod> methods,
            Optional<ServiceEvents> events) {
        public Service {
            parameters = Map.copyOf(parameters);
            methods = List.copyOf(methods);
        }

        /** One that publishes nothing. */
        public Service(
                String name,
                String title,
                String description,
                Map<String, Pattern> parameters,
                List<ApiMethod> methods) {
            this(name, title, description, parameters, methods, Optional.empty());
        }

        public Service withEvents(ServiceEvents newEvents) {
            return new Service(name, title, description, parameters, methods, Optional.of(newEvents));
        }

        Service withMethods(List<ApiMethod> newMethods) {
            return new Service(name, title, description, parameters, newMethods, events);
        }
    }
}
