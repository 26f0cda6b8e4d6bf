package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.auth.AuthHarness.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RoleApiTest {
    private final AuthHarness auth = AuthHarness.create();

    private List<String> expand(String... scopes) {
        return auth.call(ROOT, "POST", "/scopes/expand", scoped(scopes)).ok().list("scopes");
    }

    @Test
    void createRoleTellsWhatItExpandsTo() {
        auth.role("inner", "x:*");

        Answer created = auth.call(ROOT, "PUT", rolePath("outer:*"), roleBody("assume:inner", "a:<..>"))
                .ok();

        assertThat(created.text("roleId")).isEqualTo("outer:*");
        assertThat(created.list("scopes")).containsExactly("a:<..>", "assume:inner");
        assertThat(created.list("expandedScopes")).containsExactly("a:*", "assume:inner", "assume:outer:*", "x:*");
        assertThat(created.text("created")).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(expand("assume:outer:1")).containsExactly("a:1", "assume:inner", "assume:outer:1", "x:*");
    }

    @Test
    void createRoleOnceMoreIsHarmless() {
        auth.role("r", "b", "a");
        auth.clock.advance(Duration.ofMinutes(1));

        Answer again = auth.call(ROOT, "PUT", rolePath("r"), roleBody("a", "b")).ok();

        assertThat(again.text("lastModified")).isEqualTo("2026-01-01T00:00:00.000Z");
        auth.call(ROOT, "PUT", rolePath("r"), roleBody("a")).fails(409, "RequestConflict", "'r'");
    }

    @Test
    void createRoleAsksForEveryScopeOfTheRole() {
        Credentials maker = auth.client("maker", "auth:create-role:team:*", "a:*");

        auth.call(maker, "PUT", rolePath("team:x"), roleBody("a:1")).ok();
        auth.call(maker, "PUT", rolePath("team:y"), roleBody("b")).fails(403, "InsufficientScopes", "b");
        auth.call(maker, "PUT", rolePath("other"), roleBody()).fails(403, "InsufficientScopes");
    }

    @Test
    void createRoleAsksForAllThatATemplateMayComeToMean() {
        Credentials maker = auth.client("maker", "auth:create-role:*", "a:<..>", "b:*", "c:<*");

        auth.call(maker, "PUT", rolePath("r:*"), roleBody("b:<..>/x")).ok();
        auth.call(maker, "PUT", rolePath("s:*"), roleBody("a:<..>")).fails(403, "InsufficientScopes", "a:*");
        auth.call(maker, "PUT", rolePath("t:*"), roleBody("c:<..>")).fails(403, "InsufficientScopes", "c:*");
        auth.call(maker, "PUT", rolePath("u"), roleBody("a:<..>")).ok();
    }

    @Test
    void createRoleRefusesCirclesAndAmbiguousScopes() {
        auth.role("a", "assume:b");

        auth.call(ROOT, "PUT", rolePath("b"), roleBody("assume:a")).fails(400, "InputError", "cycle", "'a'", "'b'");
        auth.call(ROOT, "PUT", rolePath("c*"), roleBody("x:*<..>")).fails(400, "InputError", "ambiguous");
        auth.call(ROOT, "PUT", rolePath("c*"), roleBody("x:<..><..>")).fails(400, "InputError", "more than one");
        auth.call(ROOT, "PUT", rolePath("c"), roleBody("x**")).fails(400, "InputError", "x**");
        assertThat(ids("/roleids/")).containsExactly("a", "anonymous");
    }

    @Test
    void createRoleRefusesANameThatIsTooLong() {
        auth.call(ROOT, "PUT", rolePath("x".repeat(1001)), roleBody()).fails(400, "InputError", "1001");
    }

    @Test
    void aRoleMayHaveAnyPrintableName() {
        String roleId = "repo:github.com/x y/<z>:branch:*";
        auth.role(roleId, "a:<..>");

        assertThat(auth.call(ROOT, "GET", rolePath(roleId)).ok().text("roleId")).isEqualTo(roleId);
        assertThat(expand("assume:repo:github.com/x y/<z>:branch:main")).contains("a:main");
    }

    @Test
    void roleTellsOneOrThatThereIsNone() {
        auth.role("r", "a");

        assertThat(auth.call(ROOT, "GET", rolePath("r")).ok().list("expandedScopes"))
                .containsExactly("a", "assume:r");
        auth.call(ROOT, "GET", rolePath("s")).fails(404, "ResourceNotFound", "'s'");
    }

    @Test
    void updateRoleReplacesScopesAndDescription() {
        auth.role("r", "a", "b");
        auth.clock.advance(Duration.ofMinutes(1));

        Answer updated = auth.call(
                        ROOT, "POST", rolePath("r"), roleBody("b", "c").put("description", "new"))
                .ok();

        assertThat(updated.list("scopes")).containsExactly("b", "c");
        assertThat(updated.text("description")).isEqualTo("new");
        assertThat(updated.text("created")).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(updated.text("lastModified")).isEqualTo("2026-01-01T00:01:00.000Z");
        assertThat(expand("assume:r")).containsExactly("assume:r", "b", "c");
        auth.call(ROOT, "POST", rolePath("s"), roleBody()).fails(404, "ResourceNotFound", "'s'");
    }

    @Test
    void updateRoleAsksForWhatTheRoleDidNotLeadToBefore() {
        auth.role("inner", "x:*");
        auth.role("r", "assume:inner", "secret");
        Credentials editor = auth.client("editor", "auth:update-role:r", "a");

        auth.call(editor, "POST", rolePath("r"), roleBody("x:1", "secret", "a")).ok();
        auth.call(editor, "POST", rolePath("r"), roleBody("x:2")).fails(403, "InsufficientScopes", "x:2");
        auth.call(editor, "POST", rolePath("r"), roleBody("secret*")).fails(403, "InsufficientScopes", "secret*");
    }

    @Test
    void updateRoleAsksForAllThatANewTemplateMayComeToMean() {
        auth.role("r:*", "a:<..>/x", "b:<*");
        Credentials editor = auth.client("editor", "auth:update-role:r:*");

        auth.call(editor, "POST", rolePath("r:*"), roleBody("a:<..>/x")).ok();
        auth.call(editor, "POST", rolePath("r:*"), roleBody("a:<..>/y")).fails(403, "InsufficientScopes", "a:*");
        auth.role("s:*", "b:<*");
        Credentials other = auth.client("other", "auth:update-role:s:*");
        auth.call(other, "POST", rolePath("s:*"), roleBody("b:<..>")).fails(403, "InsufficientScopes", "b:*");
    }

    @Test
    void updateRoleRefusesCircles() {
        auth.role("a", "assume:b");
        auth.role("b", "x");

        auth.call(ROOT, "POST", rolePath("b"), roleBody("assume:a")).fails(400, "InputError", "cycle");
        auth.call(ROOT, "POST", rolePath("b"), roleBody("x**")).fails(400, "InputError", "x**");
    }

    @Test
    void deleteRoleRemovesItAndSucceedsWithoutOne() {
        auth.role("r", "a");

        auth.call(ROOT, "DELETE", rolePath("r")).ok();
        auth.call(ROOT, "DELETE", rolePath("r")).ok();

        assertThat(expand("assume:r")).containsExactly("assume:r");
    }

    @Test
    void theListsTellAllRolesInOrder() {
        IntStream.range(0, 12).forEach(i -> auth.role("r%02d".formatted(i), "a:" + i));

        List<String> expected = new ArrayList<>(List.of("anonymous"));
        IntStream.range(0, 12).forEach(i -> expected.add("r%02d".formatted(i)));
        Answer everything = auth.call(ROOT, "GET", "/roles/").ok();
        assertThat(everything
                        .json()
                        .valueStream()
                        .map(role -> role.path("roleId").stringValue()))
                .containsExactlyElementsOf(expected);
        assertThat(ids("/roleids/")).isEqualTo(expected);
        assertThat(ids("/roleids/?limit=5")).isEqualTo(expected);
        assertThat(ids("/roles2/")).isEqualTo(expected);
        assertThat(ids("/roles2/?limit=1")).isEqualTo(expected);
    }

    private List<String> ids(String path) {
        List<String> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            String more = token.map(text -> "&continuationToken=" + text).orElse("");
            Answer page = auth.call(ROOT, "GET", path + more).ok();
            page.list("roleIds").forEach(found::add);
            page.json()
                    .path("roles")
                    .forEach(role -> found.add(role.path("roleId").stringValue()));
            token = Optional.of(page.json().path("continuationToken"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue);
        } while (token.isPresent());
        return found;
    }

    @Test
    void aTokenThatNoPageGaveIsRefused() {
        auth.call(ROOT, "GET", "/roleids/?continuationToken=a").fails(400, "InputError", "continuationToken");
    }

    @Test
    void anotherProcessNoticesAChangeWithinTenSeconds() {
        AuthHarness other = auth.otherProcess();
        Credentials made = auth.client("x", "assume:r");
        auth.role("r", "a");
        assertThat(other.call(made, "GET", "/scopes/current").ok().list("scopes"))
                .contains("a");

        auth.call(ROOT, "DELETE", rolePath("r")).ok();
        auth.clock.advance(Duration.ofSeconds(10));

        assertThat(other.call(made, "GET", "/scopes/current").ok().list("scopes"))
                .doesNotContain("a");
    }

    @Test
    void changesOfTwoProcessesAreBothKept() {
        AuthHarness other = auth.otherProcess();

        auth.role("one", "a");
        other.role("two", "b");
        auth.role("three", "c");

        assertThat(ids("/roleids/")).containsExactly("anonymous", "one", "three", "two");
    }

    @Test
    void asManyRolesAsALargeDeploymentHasFit() {
        // Incompressible on purpose: the set takes several parts.
        Random random = new Random(7);
        for (int i = 0; i < 8; i++) {
            String[] scopes = IntStream.range(0, 2500)
                    .mapToObj(n -> "x:%016x:%016x".formatted(random.nextLong(), random.nextLong()))
                    .toArray(String[]::new);
            auth.role("large-" + i, scopes);
        }

        assertThat(auth.otherProcess()
                        .call(ROOT, "GET", rolePath("large-3"))
                        .ok()
                        .list("scopes"))
                .hasSize(2500);
        assertThat(ids("/roles2/")).hasSize(9);
    }
}
