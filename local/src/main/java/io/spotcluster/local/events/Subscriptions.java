package io.spotcluster.local.events;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.ApiMethod.Stability;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.events.Binding;
import io.spotcluster.api.events.RoutingPattern;
import io.spotcluster.api.events.ServiceEvents;
import io.spotcluster.api.events.TopicExchange;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.ScopeExpression;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The service {@code events}, as long as its log is open: whoever may, is told events as they happen, as <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</a>. An extension of ours, where
 * Taskcluster has an AMQP broker.
 */
public final class Subscriptions {
    /** How many subscriptions may be open at a time: each one costs a little for every event. */
    static final int MOST = 500;

    private static final Pattern ANYTHING = Pattern.compile("[\\s\\S]*");
    private static final String BINDINGS = "events/v1/bindings.json";
    private static final String SCOPE = "events:subscribe:";

    private final EventLog log;
    private final Set<String> exchanges;
    private final SchemaCatalog schemas;
    private final Authenticator authenticator;
    private final Duration heartbeat;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param services whose exchanges can be subscribed to
     * @param authenticator of the kernel: a subscription lasts as long as the request for it would be accepted
     * @param heartbeat how long a subscriber hears nothing at most
     */
    public Subscriptions(
            EventLog log,
            List<Service> services,
            SchemaCatalog schemas,
            Authenticator authenticator,
            Duration heartbeat) {
        this.log = log;
        this.exchanges = services.stream()
                .flatMap(service -> service.events().stream())
                .map(ServiceEvents::exchanges)
                .flatMap(List::stream)
                .map(TopicExchange::fullName)
                .collect(Collectors.toCollection(TreeSet::new));
        this.schemas = schemas;
        this.authenticator = authenticator;
        this.heartbeat = heartbeat;
    }

    public Service api() {
        ApiMethod subscribe = ApiMethod.named("subscribe")
                .get("/subscribe")
                .title("Subscribe to Events")
                .description("""
                        Tells events as they happen, as server-sent events, until the caller goes away. `bindings` is a JSON list \
                        of `{"exchange", "routingKeyPattern"}`; an event is told if one of them fits its exchange, and its \
                        routing key or one of its routes. With `lastEventId`, or the header `Last-Event-ID`, it begins after \
                        that event.""")
                .category("Events")
                .stability(Stability.EXPERIMENTAL)
                .query("bindings", ANYTHING)
                .query("lastEventId", ANYTHING)
                .scopes(ScopeExpression.each("exchange", "exchanges", SCOPE + "<exchange>"))
                .supplies("exchanges")
                .loading(this::load, this::subscribe);
        return new Service(
                "events",
                "Events Service",
                "Events of all services, for whoever listens. An extension of Spotcluster, where one process runs everything.",
                Map.of(),
                List.of(subscribe));
    }

    private record Wanted(List<Binding> bindings, Optional<EventPosition> after) {}

    private Loaded<Wanted> load(Request request) {
        List<Binding> bindings = bindings(
                request.option("bindings")
                        .filter(text -> !text.isBlank())
                        .orElseThrow(
                                () -> refusal(
                                        "The query option `bindings` is missing: a JSON list of objects with `exchange` and `routingKeyPattern`.")));
        // A browser that connects again names the last event in the header, and the first one in the URL still.
        Optional<EventPosition> after = request.http()
                .header("last-event-id")
                .filter(id -> !id.isEmpty())
                .or(() -> request.option("lastEventId"))
                .map(Subscriptions::position);
        return new Loaded<>(new Wanted(bindings, after), Parameters.NONE.with("exchanges", exchangesOf(bindings)));
    }

    private static List<String> exchangesOf(List<Binding> bindings) {
        return bindings.stream().map(Binding::exchange).distinct().toList();
    }

    private static EventPosition position(String id) {
        return EventPosition.parse(id)
                .orElseThrow(() -> refusal(
                        "`lastEventId` must be the `id` of an event that was told, such as 0f3a9c21-000000000004711; it is '%s'."
                                .formatted(id)));
    }

    private List<Binding> bindings(String text) {
        JsonNode json = parse(text);
        List<String> violations = schemas.schema(BINDINGS)
                .violations(json, text.getBytes(StandardCharsets.UTF_8).length, Secrets.usualAnd(Set.of()));
        if (!violations.isEmpty()) {
            throw refusal("`bindings` is not what /schemas/%s asks for:%n* %s"
                    .formatted(BINDINGS, String.join("\n* ", violations)));
        }
        List<Binding> bindings = new ArrayList<>();
        for (JsonNode binding : json) {
            String exchange = binding.path("exchange").asString();
            if (!exchanges.contains(exchange)) {
                throw Rejection.input("`bindings` names the exchange '%s', which is none of these: %s"
                                .formatted(exchange, String.join(", ", exchanges)))
                        .asException();
            }
            bindings.add(new Binding(
                    exchange,
                    RoutingPattern.parse(binding.path("routingKeyPattern").asString())));
        }
        return bindings;
    }

    private static JsonNode parse(String text) {
        try {
            return Json.parse(text);
        } catch (JacksonException e) {
            throw refusal("`bindings` is no JSON: %s".formatted(e.getOriginalMessage()));
        }
    }

    private static RejectedException refusal(String message) {
        return new Rejection(ErrorCode.INVALID_REQUEST_ARGUMENTS, message).asException();
    }

    private Reply subscribe(Authorized authority, Request request, Wanted wanted) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw new Rejection(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "There are %d subscriptions already, as many as this instance serves.".formatted(MOST))
                    .asException();
        }
        try {
            EventReader reader = wanted.after().isPresent()
                    ? EventReader.after(log, wanted.after().get())
                    : EventReader.fromNow(log);
            SubscriptionStream stream = new SubscriptionStream(
                    log, reader, wanted.bindings(), heartbeat, () -> mayGoOn(request, wanted), open::decrementAndGet);
            return new Reply(
                    200,
                    Optional.of(stream),
                    Map.of("content-type", "text/event-stream; charset=utf-8", "cache-control", "no-store"));
        } catch (IOException e) {
            open.decrementAndGet();
            throw new UncheckedIOException("cannot read the event log", e);
        }
    }

    /** Would the same request be accepted now? Clients are disabled, roles change, signatures and certificates expire. */
    private boolean mayGoOn(Request request, Wanted wanted) {
        try {
            var scopes = authenticator.authenticate(request.http()).scopes();
            return exchangesOf(wanted.bindings()).stream().allMatch(exchange -> scopes.satisfies(SCOPE + exchange));
        } catch (RejectedException e) {
            return false;
        }
    }
}
