package io.spotcluster.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Behaviour;
import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Request;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.ScopeExpression;
import io.spotcluster.api.scopes.ScopeRequirement;
import io.spotcluster.api.scopes.ScopeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What every declaration of a service keeps, as tests made from the declarations themselves. Each method with scopes is
 * refused to a caller without any and to nobody at all; it is allowed with exactly the scopes that it asks for, by each of
 * its alternatives; and it is refused again when one of these is taken away.
 *
 * <p>A method whose scopes depend on what is stored needs that to be there, so the world makes it before it opens.
 */
public final class ApiContract {
    /** Makes a service with what its methods need, anew for each test. */
    @FunctionalInterface
    public interface World {
        /**
         * @param watched to be applied to the service's declarations before they are given to the kernel
         * @param authenticator for the kernel
         */
        HttpService open(UnaryOperator<Service> watched, Authenticator authenticator);
    }

    private static final Pattern PARAMETER = Pattern.compile("<([a-zA-Z0-9]+)>");
    private static final int ALTERNATIVES = 20;

    private final World world;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, Map<String, String>> parametersOfMethods = new HashMap<>();
    private final Map<String, String> bodies = new HashMap<>();
    private final Set<String> skipped = new TreeSet<>();

    private ApiContract(World world) {
        this.world = world;
    }

    public static ApiContract of(World world) {
        return new ApiContract(world);
    }

    /** The value of a route's parameter. */
    public ApiContract with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    /** The value of a route's parameter in one method. */
    public ApiContract with(String method, String parameter, String value) {
        parametersOfMethods.computeIfAbsent(method, _ -> new HashMap<>()).put(parameter, value);
        return this;
    }

    /** The body for a method that takes one. */
    public ApiContract body(String method, String json) {
        bodies.put(method, json);
        return this;
    }

    /** Leaves methods out whose scopes cannot be known beforehand; they need a test of their own. */
    public ApiContract without(String... methods) {
        skipped.addAll(List.of(methods));
        return this;
    }

    public Stream<DynamicTest> tests() {
        Opened opened = open();
        return opened.service().methods().stream()
                .filter(method -> method.scopes().isPresent() && !skipped.contains(method.name()))
                .flatMap(method -> Stream.of(
                        dynamicTest(method.name() + " is refused without scopes", () -> refusedWithoutScopes(method)),
                        dynamicTest(
                                method.name() + " is allowed with exactly its scopes",
                                () -> allowedWithExactlyItsScopes(method))));
    }

    private void refusedWithoutScopes(ApiMethod method) {
        Opened opened = open();
        assertRefused(call(opened, method).by().to(opened.http()), "no scopes");
        assertRefused(call(opened, method).to(opened.http()), "no credentials");
        HttpReply wrong = call(opened, method).by(HeaderAuthenticator.WRONG).to(opened.http());
        assertThat(wrong.status())
                .as("with wrong credentials: %s", wrong.body().asUtf8())
                .isEqualTo(401);
    }

    private void allowedWithExactlyItsScopes(ApiMethod method) {
        for (Set<String> scopes : satisfying(requirement(method))) {
            Opened opened = open();
            HttpReply allowed = call(opened, method).by(array(scopes)).to(opened.http());
            assertThat(allowed.status())
                    .as("with %s: %s", scopes, allowed.body().asUtf8())
                    .isNotIn(401, 403)
                    .isLessThan(500);
            for (String one : scopes) {
                Set<String> fewer = new TreeSet<>(scopes);
                fewer.remove(one);
                Opened again = open();
                if (!requirement(again, method).satisfiedBy(ScopeSet.of(fewer))) {
                    assertRefused(call(again, method).by(array(fewer)).to(again.http()), "all but " + one);
                }
            }
        }
    }

    private static void assertRefused(HttpReply reply, String what) {
        assertThat(reply.status())
                .as("with %s: %s", what, reply.body().asUtf8())
                .isEqualTo(403);
        assertThat(TestCall.code(reply)).isEqualTo("InsufficientScopes");
    }

    private ScopeRequirement requirement(ApiMethod method) {
        return requirement(open(), method);
    }

    /** What the method asks for is known from its route, or once its loading has run for a refused call. */
    private ScopeRequirement requirement(Opened opened, ApiMethod method) {
        call(opened, method).by().to(opened.http());
        ScopeExpression expression = method.scopes().orElseThrow();
        Map<String, String> texts = new TreeMap<>(parametersOf(method));
        Parameters loaded = opened.loaded().get();
        texts.putAll(loaded.texts());
        return expression.fill(new Parameters(texts, loaded.lists(), loaded.truths()));
    }

    /** The smallest sets of scopes that satisfy a requirement, up to a number. */
    private static List<Set<String>> satisfying(ScopeRequirement requirement) {
        return switch (requirement) {
            case ScopeRequirement.One(String scope) -> List.of(Set.of(scope));
            case ScopeRequirement.Any(List<ScopeRequirement> alternatives) ->
                alternatives.stream()
                        .flatMap(alternative -> satisfying(alternative).stream())
                        .limit(ALTERNATIVES)
                        .toList();
            case ScopeRequirement.All(List<ScopeRequirement> parts) -> {
                List<Set<String>> found = List.of(Set.of());
                for (ScopeRequirement part : parts) {
                    List<Set<String>> longer = new ArrayList<>();
                    for (Set<String> begun : found) {
                        for (Set<String> more : satisfying(part)) {
                            Set<String> both = new TreeSet<>(begun);
                            both.addAll(more);
                            longer.add(both);
                        }
                    }
                    found = longer.stream().limit(ALTERNATIVES).toList();
                }
                yield found;
            }
        };
    }

    private TestCall call(Opened opened, ApiMethod method) {
        Map<String, String> values = parametersOf(method);
        String path = PARAMETER.matcher(method.route()).replaceAll(found -> {
            String value = Optional.ofNullable(values.get(found.group(1)))
                    .orElseThrow(() -> new AssertionError(
                            "the contract needs a value for <%s> of %s".formatted(found.group(1), method.name())));
            return Matcher.quoteReplacement(ApiCall.escape(value));
        });
        TestCall call =
                TestCall.of(method.httpMethod(), "/api/" + opened.service().name() + "/v1" + path);
        if (method.input().isEmpty()) {
            return call;
        }
        return call.json(Optional.ofNullable(bodies.get(method.name()))
                .orElseThrow(() -> new AssertionError("the contract needs a body for " + method.name())));
    }

    private Map<String, String> parametersOf(ApiMethod method) {
        Map<String, String> values = new HashMap<>(parameters);
        values.putAll(parametersOfMethods.getOrDefault(method.name(), Map.of()));
        return values;
    }

    private static String[] array(Set<String> scopes) {
        return scopes.toArray(String[]::new);
    }

    /** @param loaded what the last call's loading gave to its scope expression */
    private record Opened(HttpService http, Service service, AtomicReference<Parameters> loaded) {}

    private Opened open() {
        AtomicReference<Parameters> loaded = new AtomicReference<>(Parameters.NONE);
        AtomicReference<Optional<Service>> seen = new AtomicReference<>(Optional.empty());
        HttpService http = world.open(
                service -> {
                    seen.set(Optional.of(service));
                    return watched(service, loaded::set);
                },
                new HeaderAuthenticator());
        return new Opened(
                http,
                seen.get().orElseThrow(() -> new AssertionError("the world did not apply `watched` to its service")),
                loaded);
    }

    private static Service watched(Service service, Consumer<Parameters> loaded) {
        List<ApiMethod> methods = service.methods().stream()
                .map(method -> watched(method, method.behaviour(), loaded))
                .toList();
        return new Service(service.name(), service.title(), service.description(), service.parameters(), methods);
    }

    private static <L> ApiMethod watched(ApiMethod method, Behaviour<L> behaviour, Consumer<Parameters> loaded) {
        Function<Request, Loaded<L>> load = request -> {
            Loaded<L> result = behaviour.load().apply(request);
            loaded.accept(result.parameters());
            return result;
        };
        return new ApiMethod(
                method.name(),
                method.httpMethod(),
                method.route(),
                method.title(),
                method.description(),
                method.category(),
                method.stability(),
                method.query(),
                method.scopes(),
                method.supplied(),
                method.secret(),
                method.tagged(),
                method.input(),
                method.output(),
                new Behaviour<>(load, behaviour.handle()));
    }
}
