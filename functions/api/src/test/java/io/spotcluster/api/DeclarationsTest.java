package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.ScopeExpression;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.testkit.HandTurnedClock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeclarationsTest {
    private static final Map<String, Pattern> PATTERNS =
            Map.of("noteId", Pattern.compile("[a-z]+"), "otherId", Pattern.compile("[a-z]+"));

    private static ApiMethod.Builder method(String name) {
        return ApiMethod.named(name).title("T").description("D").category("C").get("/" + name);
    }

    private static ApiMethod done(ApiMethod.Builder builder) {
        return builder.handler((_, _) -> Reply.empty());
    }

    private static Kernel start(Service... services) {
        return new Kernel(
                KernelConfiguration.of("http://localhost", new HandTurnedClock()),
                List.of(services),
                new HeaderAuthenticator(),
                new SchemaCatalog());
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        List<ApiMethod> methods = List.of(
                done(method("noInput").post("/no-input").input("nothing.json")),
                done(method("noOutput").output("../v1/note-response.json")),
                done(method("getWithBody").input("note-request.json")),
                done(method("taggedPost").post("/tagged-post").tagged()),
                done(method("twice")),
                done(method("twice").get("/twice-again")),
                done(method("sameRoute").get("/twice")),
                done(method("Bad-Name").get("/bad").query("bad-option", Pattern.compile("[a-z]"))),
                done(ApiMethod.named("silent").get("/silent")),
                done(ApiMethod.named("nowhere").title("T").description("D").category("C")),
                done(method("unknownParameter").get("/unknown/<what>")),
                done(method("unknownScope").get("/scope/<noteId>").scopes("a:<noteId>:<projectId>")),
                done(method("notAList")
                        .get("/list/<noteId>")
                        .scopes(ScopeExpression.each("each", "noteId", "a:<each>"))),
                done(method("supplied").scopes("a:<projectId>").supplies("projectId", "typo")),
                done(method("oneWay").get("/way/<noteId>")),
                done(method("otherWay").get("/way/<otherId>")),
                done(method("ping").get("/other-ping")));
        assertThatThrownBy(() -> start(
                        new Service("sample", "T", " ", PATTERNS, methods),
                        new Service("Sample_", "", "D", Map.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sample: has no description")
                .hasMessageContaining(
                        "sample.noInput: needs the schema schemas/sample/v1/nothing.json, which is missing")
                .hasMessageContaining("sample.noOutput: needs the schema schemas/sample/v1/../v1/note-response.json")
                .hasMessageContaining("sample.getWithBody: has an input, which a GET request cannot carry")
                .hasMessageContaining("sample.taggedPost: has tagged replies, which only GET can have")
                .hasMessageContaining("sample.twice: is declared twice")
                .hasMessageContaining("sample: the routes GET /twice and /twice cannot be told apart")
                .hasMessageContaining("sample.Bad-Name: is no name in camelCase")
                .hasMessageContaining("sample.Bad-Name: has the query option 'bad-option'")
                .hasMessageContaining("sample.silent: has no title")
                .hasMessageContaining("sample.silent: has no description")
                .hasMessageContaining("sample.silent: has no category")
                .hasMessageContaining("sample.nowhere: has the HTTP method ''")
                .hasMessageContaining("sample.nowhere: the route '' does not begin with a slash")
                .hasMessageContaining(
                        "sample.unknownParameter: the parameter <what> of the route '/unknown/<what>' has no")
                .hasMessageContaining(
                        "sample.unknownScope: has the scope parameter 'projectId', which is neither in its route")
                .hasMessageContaining("sample.notAList: has the scope parameter 'noteId'")
                .hasMessageContaining("sample.supplied: supplies 'typo', which its scopes do not ask for")
                .hasMessageContaining("sample: the routes GET /way/<noteId> and /way/<otherId> cannot be told apart")
                .hasMessageContaining("sample.ping: is declared twice")
                .hasMessageContaining("Sample_: is no good name for a service")
                .hasMessageContaining("Sample_: has no title");
    }

    @Test
    void twoServicesOfOneNameAreAFault() {
        Service service = new Service("sample", "T", "D", PATTERNS, List.of());
        assertThatThrownBy(() -> start(service, service))
                .hasMessageContaining("sample: there are two services of this name");
    }
}
