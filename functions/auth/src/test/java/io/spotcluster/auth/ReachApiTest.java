package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.auth.AuthHarness.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReachApiTest {
    private static final String REACH = "/spotcluster/scopes/reach";

    private final AuthHarness auth = AuthHarness.create();

    @BeforeEach
    void organisation() {
        auth.role("release", "ship:*");
        auth.role("ci:firefox", "build:firefox");
        auth.role("project:*", "assume:ci:<..>");
        auth.client("developer", "assume:project:firefox");
        auth.client("other", "assume:project:other");
        auth.client("everything", "*");
    }

    private static ObjectNode change(ObjectNode change) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.set("change", change);
        return body;
    }

    private Answer reach(ObjectNode change) {
        return auth.call(ROOT, "POST", REACH, change(change)).ok();
    }

    /** As in {@code developer +ship:* -x}. */
    private static List<String> changes(Answer answer) {
        return answer.json()
                .path("changes")
                .valueStream()
                .map(ReachApiTest::text)
                .toList();
    }

    private static String text(JsonNode change) {
        StringBuilder text = new StringBuilder(
                change.has("roleId")
                        ? "role " + change.path("roleId").stringValue()
                        : change.path("clientId").stringValue());
        change.path("gains").forEach(scope -> text.append(" +").append(scope.stringValue()));
        change.path("loses").forEach(scope -> text.append(" -").append(scope.stringValue()));
        return text.toString();
    }

    @Test
    void whoGainsByARoleIsToldThroughAllChains() {
        Answer answer = reach(scoped("build:firefox", "assume:release").put("roleId", "ci:firefox"));

        assertThat(changes(answer))
                .containsExactly("role ci:firefox +assume:release +ship:*", "developer +assume:release +ship:*");
        assertThat(answer.json()
                        .path("changes")
                        .path(1)
                        .path("gainsBy")
                        .path("steps")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void whoLosesIsToldToo() {
        assertThat(changes(reach(scoped().put("roleId", "ci:firefox"))))
                .containsExactly("role ci:firefox -build:firefox", "developer -build:firefox");
        assertThat(changes(reach(JsonMapper.shared().createObjectNode().put("roleId", "project:*"))))
                .containsExactly(
                        "role project:* -assume:ci:<..>",
                        "developer -assume:ci:firefox -build:firefox",
                        "other -assume:ci:other");
    }

    @Test
    void aNewRoleCountsAsOneThatGains() {
        assertThat(changes(reach(scoped("a").put("roleId", "ci:other"))))
                .containsExactly("role ci:other +a", "other +a");
    }

    @Test
    void whatAStarRoleAddsIsNotHiddenByTheRolesBelowIt() {
        auth.role("team:a", "assume:release");

        assertThat(changes(reach(scoped("assume:release").put("roleId", "team:*"))))
                .containsExactly("role team:* +assume:release +ship:*");
    }

    @Test
    void nothingIsChanged() {
        reach(scoped("assume:release").put("roleId", "ci:firefox"));

        assertThat(changes(reach(scoped("build:firefox").put("roleId", "ci:firefox"))))
                .isEmpty();
    }

    @Test
    void aClientsChangeConcernsItAlone() {
        assertThat(changes(reach(scoped("assume:release").put("clientId", "developer"))))
                .containsExactly("developer +assume:release +ship:* -assume:ci:firefox -assume:project:firefox"
                        + " -build:firefox");
        assertThat(changes(reach(scoped("x").put("clientId", "new")))).containsExactly("new +x");
        assertThat(changes(reach(JsonMapper.shared().createObjectNode().put("clientId", "everything"))))
                .containsExactly("everything -*");
    }

    @Test
    void onlyWhatIsAskedForIsTold() {
        ObjectNode body = change(scoped("x", "assume:release").put("roleId", "ci:firefox"));
        body.putArray("within").add("ship:linux*");

        assertThat(changes(auth.call(ROOT, "POST", REACH, body).ok()))
                .containsExactly("role ci:firefox +ship:linux*", "developer +ship:linux*");
    }

    @Test
    void aDisabledClientIsMarked() {
        auth.call(ROOT, "POST", clientPath("developer") + "/disable").ok();

        JsonNode client = reach(scoped().put("roleId", "ci:firefox"))
                .json()
                .path("changes")
                .path(1);

        assertThat(client.path("refused").booleanValue()).isTrue();
    }

    @Test
    void pagesTogetherTellAll() {
        for (int i = 0; i < 30; i++) {
            auth.client("c/" + i, "assume:ci:firefox");
            auth.role("r:" + i, "assume:ci:firefox");
        }
        ObjectNode change = change(scoped("y").put("roleId", "ci:firefox"));
        List<String> whole = changes(auth.call(ROOT, "POST", REACH, change).ok());
        List<String> paged = new ArrayList<>();
        String query = "?limit=7";
        while (true) {
            Answer page = auth.call(ROOT, "POST", REACH + query, change).ok();
            assertThat(changes(page)).hasSizeLessThanOrEqualTo(7);
            paged.addAll(changes(page));
            if (!page.json().has("continuationToken")) {
                break;
            }
            query = "?limit=7&continuationToken=" + page.text("continuationToken");
        }

        assertThat(whole).hasSize(62);
        assertThat(paged).isEqualTo(whole);
    }

    @Test
    void ofManyScopesSomeAreToldAndAllAreCounted() {
        String[] many = new String[300];
        for (int i = 0; i < many.length; i++) {
            many[i] = "many:" + i;
        }

        JsonNode role =
                reach(scoped(many).put("roleId", "new")).json().path("changes").path(0);

        assertThat(role.path("gains").size()).isEqualTo(100);
        assertThat(role.path("gainsCount").intValue()).isEqualTo(300);
    }

    @Test
    void whatCouldNotBeChangedSoIsRefused() {
        auth.call(ROOT, "POST", REACH, change(scoped("assume:project:firefox").put("roleId", "ci:firefox")))
                .fails(400, "InputError", "cycle");
        auth.call(ROOT, "POST", REACH, change(scoped("a").put("roleId", "x").put("clientId", "y")))
                .fails(400, "InputValidationError", "change");
        auth.call(
                        ROOT,
                        "POST",
                        REACH + "?continuationToken=eA",
                        change(scoped("a").put("roleId", "x")))
                .fails(400, "InputError", "continuationToken");
    }
}
