package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.events.ServiceEvents;
import io.spotcluster.api.events.TopicExchange;
import io.spotcluster.api.routes.RouteTemplate;
import io.spotcluster.api.routes.Router;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.ScopeExpression.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns declarations into routers, and finds every fault in them before the first request does. */
final class Declarations {
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,21}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]*");
    private static final Set<String> HTTP_METHODS = Set.of("GET", "PUT", "POST", "DELETE");

    private final SchemaCatalog schemas;
    private final List<String> faults = new ArrayList<>();

    private Declarations(SchemaCatalog schemas) {
        this.schemas = schemas;
    }

    /**
     * The router of each service, by its name.
     *
     * @throws IllegalArgumentException naming every fault of every service
     */
    static Map<String, Router<Endpoint>> route(List<Service> services, SchemaCatalog schemas) {
        Declarations declarations = new Declarations(schemas);
        Map<String, Router<Endpoint>> routers = new LinkedHashMap<>();
        for (Service service : services) {
            if (routers.put(service.name(), declarations.route(service)) != null) {
                declarations.faults.add(service.name() + ": there are two services of this name");
            }
        }
        if (!declarations.faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "The API is declared wrongly:\n  " + String.join("\n  ", declarations.faults));
        }
        return routers;
    }

    private Router<Endpoint> route(Service service) {
        check(SERVICE_NAME.matcher(service.name()).matches(), service.name(), "is no good name for a service");
        check(!service.title().isBlank(), service.name(), "has no title");
        check(!service.description().isBlank(), service.name(), "has no description");
        Set<String> names = new HashSet<>();
        List<Router.Route<Endpoint>> routes = new ArrayList<>();
        for (ApiMethod method : service.methods()) {
            String where = service.name() + "." + method.name();
            check(names.add(method.name()), where, "is declared twice");
            checkWords(where, method);
            checkSchemas(where, service, method);
            checkTags(where, method);
            template(where, service, method).ifPresent(template -> {
                Set<String> parameters = Set.copyOf(template.parameters());
                checkScopes(where, method, parameters);
                routes.add(new Router.Route<>(
                        method.httpMethod(), template, new Endpoint(service, method, parameters, schemas)));
            });
        }
        service.events().ifPresent(events -> checkEvents(service, events));
        Router<Endpoint> router = new Router<>(routes);
        router.ambiguities().forEach(ambiguity -> faults.add(service.name() + ": " + ambiguity));
        return router;
    }

    private void checkWords(String where, ApiMethod method) {
        check(NAME.matcher(method.name()).matches(), where, "is no name in camelCase");
        check(!method.title().isBlank(), where, "has no title");
        check(!method.description().isBlank(), where, "has no description");
        check(!method.category().isBlank(), where, "has no category");
        for (String option : method.query().keySet()) {
            check(
                    NAME.matcher(option).matches(),
                    where,
                    "has the query option '%s', no name in camelCase".formatted(option));
        }
    }

    private void checkSchemas(String where, Service service, ApiMethod method) {
        method.input().ifPresent(file -> checkSchema(where, service, file));
        method.output().ifPresent(file -> checkSchema(where, service, file));
        check(
                method.input().isEmpty() || !method.httpMethod().equals("GET"),
                where,
                "has an input, which a GET request cannot carry");
    }

    private void checkTags(String where, ApiMethod method) {
        check(
                !method.tagged() || method.httpMethod().equals("GET"),
                where,
                "has tagged replies, which only GET can have");
    }

    private void checkEvents(Service service, ServiceEvents events) {
        check(!events.title().isBlank(), service.name(), "has no title for its events");
        check(!events.description().isBlank(), service.name(), "has no description of its events");
        Set<String> names = new HashSet<>();
        for (TopicExchange exchange : events.exchanges()) {
            String where = service.name() + "." + exchange.name();
            check(exchange.service().equals(service.name()), where, "is an exchange of " + exchange.service());
            check(NAME.matcher(exchange.name()).matches(), where, "is no name in camelCase");
            check(names.add(exchange.name()) && names.add(exchange.exchange()), where, "is declared twice");
            check(!exchange.title().isBlank(), where, "has no title");
            check(!exchange.description().isBlank(), where, "has no description");
            checkSchema(where, service, exchange.schema());
        }
    }

    private void checkSchema(String where, Service service, String file) {
        String path = Endpoint.schemaPath(service, file);
        check(schemas.has(path), where, "needs the schema schemas/%s, which is missing".formatted(path));
    }

    private Optional<RouteTemplate> template(String where, Service service, ApiMethod method) {
        check(
                HTTP_METHODS.contains(method.httpMethod()),
                where,
                "has the HTTP method '%s', which is none of %s"
                        .formatted(method.httpMethod(), new TreeSet<>(HTTP_METHODS)));
        try {
            return Optional.of(RouteTemplate.of(method.route(), service.parameters()));
        } catch (IllegalArgumentException e) {
            faults.add(where + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void checkScopes(String where, ApiMethod method, Set<String> routeParameters) {
        Map<String, Kind> wanted = Map.of();
        try {
            if (method.scopes().isPresent()) {
                wanted = method.scopes().get().parameters();
            }
        } catch (IllegalArgumentException e) {
            faults.add(where + ": " + e.getMessage());
        }
        wanted.forEach((name, kind) -> check(
                method.supplied().contains(name) || (kind == Kind.TEXT && routeParameters.contains(name)),
                where,
                "has the scope parameter '%s', which is neither in its route nor supplied as %s"
                        .formatted(name, kind)));
        for (String name : method.supplied()) {
            check(wanted.containsKey(name), where, "supplies '%s', which its scopes do not ask for".formatted(name));
        }
    }

    private void check(boolean good, String where, String fault) {
        if (!good) {
            faults.add(where + ": " + fault);
        }
    }
}
