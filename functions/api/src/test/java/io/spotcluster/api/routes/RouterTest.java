package io.spotcluster.api.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final Map<String, Pattern> PATTERNS = Map.of(
            "taskId", Pattern.compile("[A-Za-z0-9_-]{1,22}"),
            "runId", Pattern.compile("[0-9]{1,2}"),
            "name", Pattern.compile("[ -~]+"),
            "taskQueueId", Pattern.compile("[a-zA-Z0-9_-]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?"),
            "clientId", Pattern.compile("[A-Za-z0-9!@/:.+|_-]+"),
            "namespace", Pattern.compile("[a-z.]*"),
            "workerGroup", Pattern.compile("[a-z0-9-]+"),
            "any", Pattern.compile(".*", Pattern.DOTALL));

    private static final Router<String> ROUTER = router(
            "GET /task/<taskId>",
            "GET /task/<taskId>/status",
            "GET /task/<taskId>/artifacts",
            "GET /task/<taskId>/artifacts/<name>",
            "GET /task/<taskId>/runs/<runId>/artifacts/<name>",
            "PUT /task/<taskId>",
            "POST /claim-work/<taskQueueId>",
            "GET /task-queues/<taskQueueId>",
            "GET /task-queues/<taskQueueId>/counts",
            "GET /clients/",
            "GET /clients/<clientId>",
            "GET /clients/<clientId>/audit",
            "GET /namespaces/<namespace>",
            "GET /workers/<taskQueueId>:/<workerGroup>",
            "GET /any/<any>",
            "GET /__lbheartbeat__");

    private static Router<String> router(String... routes) {
        return new Router<>(Stream.of(routes).map(RouterTest::route).toList());
    }

    private static Router.Route<String> route(String text) {
        String[] parts = text.split(" ", 2);
        return new Router.Route<>(parts[0], RouteTemplate.of(parts[1], PATTERNS), text);
    }

    private static Optional<Router.Found<String>> find(String method, String path) {
        return ROUTER.find(method, path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /task/abc                               | GET /task/<taskId>                               | {taskId=abc}",
                "GET  | /task/abc/                              | GET /task/<taskId>                               | {taskId=abc}",
                "PUT  | /task/abc                               | PUT /task/<taskId>                               | {taskId=abc}",
                "GET  | /task/status/status                     | GET /task/<taskId>/status                        | {taskId=status}",
                "GET  | /task/abc/artifacts                     | GET /task/<taskId>/artifacts                     | {taskId=abc}",
                "GET  | /task/abc/artifacts/                    | GET /task/<taskId>/artifacts                     | {taskId=abc}",
                "GET  | /task/abc/artifacts/public%2Flog.txt    | GET /task/<taskId>/artifacts/<name>              | {name=public/log.txt, taskId=abc}",
                "GET  | /task/abc/artifacts/public/log.txt      | GET /task/<taskId>/artifacts/<name>              | {name=public/log.txt, taskId=abc}",
                "GET  | /task/abc/artifacts/public/a%2Fb/       | GET /task/<taskId>/artifacts/<name>              | {name=public/a/b/, taskId=abc}",
                "GET  | /task/abc/artifacts/public%252Flog.txt  | GET /task/<taskId>/artifacts/<name>              | {name=public%2Flog.txt, taskId=abc}",
                "GET  | /task/abc/artifacts/../../etc/passwd    | GET /task/<taskId>/artifacts/<name>              | {name=../../etc/passwd, taskId=abc}",
                "GET  | /task/abc/artifacts/%2e%2e/x            | GET /task/<taskId>/artifacts/<name>              | {name=../x, taskId=abc}",
                "GET  | /task/abc/artifacts/public//x           | GET /task/<taskId>/artifacts/<name>              | {name=public//x, taskId=abc}",
                "GET  | /task/abc/runs/0/artifacts/p/l          | GET /task/<taskId>/runs/<runId>/artifacts/<name> | {name=p/l, runId=0, taskId=abc}",
                "POST | /claim-work/a%2Fb                       | POST /claim-work/<taskQueueId>                   | {taskQueueId=a/b}",
                "POST | /claim-work/a/b                         | POST /claim-work/<taskQueueId>                   | {taskQueueId=a/b}",
                "GET  | /task-queues/a/b/counts                 | GET /task-queues/<taskQueueId>/counts            | {taskQueueId=a/b}",
                "GET  | /task-queues/a%2Fb/counts               | GET /task-queues/<taskQueueId>/counts            | {taskQueueId=a/b}",
                "GET  | /task-queues/a/b                        | GET /task-queues/<taskQueueId>                   | {taskQueueId=a/b}",
                "GET  | /task-queues/a/counts                   | GET /task-queues/<taskQueueId>                   | {taskQueueId=a/counts}",
                "GET  | /clients/                               | GET /clients/                                    | {}",
                "GET  | /clients                                | GET /clients/                                    | {}",
                "GET  | /clients/project/x                      | GET /clients/<clientId>                          | {clientId=project/x}",
                "GET  | /clients/project/x/audit                | GET /clients/<clientId>/audit                    | {clientId=project/x}",
                "GET  | /clients/project%2Fx%2Faudit            | GET /clients/<clientId>                          | {clientId=project/x/audit}",
                "GET  | /namespaces/a.b                         | GET /namespaces/<namespace>                      | {namespace=a.b}",
                "GET  | /namespaces/                            | GET /namespaces/<namespace>                      | {namespace=}",
                "GET  | /namespaces                             | GET /namespaces/<namespace>                      | {namespace=}",
                "GET  | /workers/a%2Fb:/us-1                    | GET /workers/<taskQueueId>:/<workerGroup>        | {taskQueueId=a/b, workerGroup=us-1}",
                "GET  | /workers/a/b:/us-1                      | GET /workers/<taskQueueId>:/<workerGroup>        | {taskQueueId=a/b, workerGroup=us-1}",
                "GET  | /__lbheartbeat__                        | GET /__lbheartbeat__                             | {}",
            })
    void aPathFindsItsRoute(String method, String path, String route, String parameters) {
        Router.Found<String> found = find(method, path).orElseThrow();
        assertThat(found.target()).isEqualTo(route);
        assertThat(new TreeMap<>(found.match().parameters())).hasToString(parameters);
        assertThat(found.match().mismatches()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "/task",
                "/task/",
                "/Task/abc",
                "/task/abc/nothing",
                "/task/../__lbheartbeat__",
                "/./__lbheartbeat__",
                "/%5F_lbheartbeat__",
                "/task//status",
                "/task/abc/runs/0/artifacts",
                "/__lbheartbeat__/x"
            })
    void whatIsNoRouteIsNotFound(String path) {
        assertThat(find("GET", path)).isEmpty();
        assertThat(find("POST", path)).isEmpty();
    }

    @Test
    void aWrongParameterIsNamed() {
        Router.Found<String> found = find("GET", "/task/%C3%BC/status").orElseThrow();
        assertThat(found.match().mismatches()).containsExactly("<taskId> is 'ü' and must match [A-Za-z0-9_-]{1,22}");
    }

    @Test
    void theMethodsOfAPathAreTold() {
        assertThat(ROUTER.methods("/task/abc")).containsExactly("GET", "PUT");
        assertThat(ROUTER.methods("/nothing")).isEmpty();
    }

    /** The name of an artifact, the id of a client: whatever the pattern takes comes back as it was. */
    @Property
    void anyNameRoundTrips(@ForAll @CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 60) String name) {
        String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(find("GET", "/task/abc/artifacts/" + escaped).orElseThrow().match())
                .isEqualTo(new RouteTemplate.Match(Map.of("taskId", "abc", "name", name), List.of()));
        String withSlashes = escaped.replace("%2F", "/");
        assertThat(find("GET", "/task/abc/runs/7/artifacts/" + withSlashes)
                        .orElseThrow()
                        .match()
                        .parameters())
                .containsEntry("name", name);
    }

    @Property
    void anyTextRoundTripsEscaped(@ForAll @StringLength(min = 1, max = 40) String text) {
        String readable =
                new String(text.replace("\u0000", "0").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String escaped = URLEncoder.encode(readable, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(find("GET", "/any/" + escaped).orElseThrow().match().parameters())
                .isEqualTo(Map.of("any", readable));
    }

    @Test
    void routesThatNobodyCanTellApartAreFaults() {
        assertThat(router("GET /a/<taskId>", "GET /a/<name>").ambiguities()).isEmpty();
        assertThat(router("GET /a/<taskId>", "GET /a/<runId>").ambiguities())
                .containsExactly("the routes GET /a/<taskId> and /a/<runId> cannot be told apart");
        assertThat(router("GET /a/<taskId>/c", "GET /a/b/<runId>").ambiguities())
                .isEmpty();
        assertThat(router("GET /a/<taskId>/c", "GET /a/b/<workerGroup>").ambiguities())
                .hasSize(1);
        assertThat(router("GET /a/<taskId>", "PUT /a/<taskId>").ambiguities()).isEmpty();
        assertThat(router("GET /x", "GET /x").ambiguities()).hasSize(1);
        assertThat(router("GET /a/<name>/b", "GET /a/<clientId>/c").ambiguities())
                .isEmpty();
        assertThat(router("GET /a/<name>/b", "GET /a/<clientId>/b").ambiguities())
                .hasSize(1);
    }

    @Test
    void faultsOfARouteAreNamed() {
        assertThatThrownBy(() -> RouteTemplate.of("task/<taskId>/<taskId>/<unknown>/<bad-name>/wörd", PATTERNS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not begin with a slash")
                .hasMessageContaining("has <taskId> twice")
                .hasMessageContaining("the parameter <unknown> of the route")
                .hasMessageContaining("'<bad-name>', which is no <parameter>")
                .hasMessageContaining("'wörd', which is neither a word nor a <parameter>");
        assertThatThrownBy(() -> RouteTemplate.of("/<name>/<clientId>", PATTERNS))
                .hasMessageContaining("two parameters whose patterns allow a slash");
    }
}
