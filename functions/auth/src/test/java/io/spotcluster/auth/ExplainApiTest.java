package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.auth.AuthHarness.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ExplainApiTest {
    private static final String EXPLAIN = "/spotcluster/scopes/explain";

    private final AuthHarness auth = AuthHarness.create();

    @BeforeEach
    void organisation() {
        auth.role("release", "queue:create-task:highest:release/*");
        auth.role("project:*", "assume:ci:<..>", "secrets:get:project/<..>/*");
        auth.role("ci:firefox", "assume:release");
        auth.role("managers", "assume:release");
        auth.client("direct", "queue:create-task:*");
        auth.client("developer", "assume:project:firefox");
        auth.client("manager", "assume:managers", "assume:project:firefox");
        auth.client("outsider", "assume:project:other");
    }

    private static ObjectNode question(ObjectNode subject, String scope) {
        ObjectNode question = JsonMapper.shared().createObjectNode().put("scope", scope);
        question.set("subject", subject);
        return question;
    }

    private static ObjectNode client(String clientId) {
        return JsonMapper.shared().createObjectNode().put("clientId", clientId);
    }

    private static ObjectNode role(String roleId) {
        return JsonMapper.shared().createObjectNode().put("roleId", roleId);
    }

    private Answer explain(ObjectNode subject, String scope) {
        return auth.call(ROOT, "POST", EXPLAIN, question(subject, scope)).ok();
    }

    /** Each chain as text, such as {@code a > role > b}. */
    private static List<String> chains(Answer answer) {
        return answer.json()
                .path("chains")
                .valueStream()
                .map(ExplainApiTest::text)
                .toList();
    }

    private static String text(JsonNode chain) {
        StringBuilder text = new StringBuilder(chain.path("held").stringValue());
        chain.path("steps")
                .forEach(step -> text.append(" > ")
                        .append(step.path("roleId").stringValue())
                        .append(" > ")
                        .append(step.path("scope").stringValue()));
        return text.toString();
    }

    @Test
    void aScopeThatIsHeldNeedsNoRole() {
        assertThat(chains(explain(client("direct"), "queue:create-task:highest:release/linux")))
                .containsExactly("queue:create-task:*");
    }

    @Test
    void theChainOfRolesIsToldWithWhatTheyGrantHere() {
        Answer answer = explain(client("developer"), "queue:create-task:highest:release/linux");

        assertThat(answer.json().path("satisfied").booleanValue()).isTrue();
        assertThat(chains(answer))
                .containsExactly("assume:project:firefox > project:* > assume:ci:firefox > ci:firefox > assume:release"
                        + " > release > queue:create-task:highest:release/*");
        assertThat(answer.json()
                        .path("chains")
                        .path(0)
                        .path("steps")
                        .path(0)
                        .path("asWritten")
                        .stringValue())
                .isEqualTo("assume:ci:<..>");
    }

    @Test
    void theShortestChainComesFirst() {
        assertThat(chains(explain(client("manager"), "assume:release")))
                .containsExactly(
                        "assume:managers > managers > assume:release",
                        "assume:project:firefox > project:* > assume:ci:firefox > ci:firefox > assume:release");
    }

    @Test
    void whatIsMissingIsToldAsRolesThatWouldGrantIt() {
        Answer answer = explain(client("outsider"), "secrets:get:project/firefox/key");

        assertThat(answer.json().path("satisfied").booleanValue()).isFalse();
        assertThat(chains(answer)).isEmpty();
        assertThat(answer.json().path("grantedBy").toString())
                .contains("\"roleId\":\"project:*\"", "\"assume\":\"assume:project:firefox\"");
    }

    @Test
    void whatEverybodyMayDoIsExplainedToo() {
        assertThat(chains(explain(client("outsider"), "queue:status:x")))
                .containsExactly("assume:anonymous > anonymous > queue:status:*");
    }

    @Test
    void aRoleIsExplainedAsWhoeverAssumesIt() {
        assertThat(chains(explain(role("project:firefox"), "assume:release"))).hasSize(1);
        assertThat(chains(explain(role("project:*"), "secrets:get:project/<..>/key")))
                .hasSize(1);
        // Not every project has it.
        assertThat(chains(explain(role("project:*"), "assume:release"))).isEmpty();
    }

    @Test
    void scopesAreExplainedAsTheyAre() {
        assertThat(chains(explain(scoped("assume:ci:*", "b"), "assume:release")))
                .containsExactly("assume:ci:* > ci:firefox > assume:release");
        assertThat(chains(explain(scoped(), "a"))).isEmpty();
    }

    @Test
    void aClientThatIsRefusedAnywayIsMarked() {
        assertThat(explain(client("direct"), "a").json().path("refused").booleanValue())
                .isFalse();
        auth.call(ROOT, "POST", clientPath("direct") + "/disable").ok();

        assertThat(explain(client("direct"), "a").json().path("refused").booleanValue())
                .isTrue();
    }

    @Test
    void noMoreChainsAreToldThanAskedFor() {
        ObjectNode question = question(client("manager"), "assume:release").put("limit", 1);

        Answer answer = auth.call(ROOT, "POST", EXPLAIN, question).ok();

        assertThat(chains(answer)).hasSize(1);
        assertThat(answer.json().path("moreChains").booleanValue()).isTrue();
    }

    @Test
    void badQuestionsAreRefusedByName() {
        auth.call(ROOT, "POST", EXPLAIN, question(client("nobody"), "a")).fails(404, "ResourceNotFound", "nobody");
        auth.call(ROOT, "POST", EXPLAIN, question(client("x").put("roleId", "y"), "a"))
                .fails(400, "InputValidationError", "subject");
        auth.call(ROOT, "POST", EXPLAIN, question(JsonMapper.shared().createObjectNode(), "a"))
                .fails(400, "InputValidationError", "subject");
        auth.call(ROOT, "POST", EXPLAIN, question(client("direct"), "a\nb")).fails(400, "InputValidationError");
        auth.call(ROOT, "POST", EXPLAIN, question(client("direct"), "a").put("limit", 0))
                .fails(400, "InputValidationError", "limit");
    }

    @Test
    void aboutAClientMayAskWhoMayReadIt() {
        Credentials roleReader = auth.client("reader", "auth:list-roles");

        auth.call(roleReader, "POST", EXPLAIN, question(role("release"), "a")).ok();
        auth.call(roleReader, "POST", EXPLAIN, question(client("direct"), "a"))
                .fails(403, "InsufficientScopes", "auth:get-client:direct");
        // Whether there is such a client is not told either.
        auth.call(roleReader, "POST", EXPLAIN, question(client("nobody"), "a"))
                .fails(403, "InsufficientScopes", "auth:get-client:nobody");
    }
}
