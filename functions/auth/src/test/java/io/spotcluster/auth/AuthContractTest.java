package io.spotcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.testing.ApiContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

public class AuthContractTest {
    @TestFactory
    Stream<DynamicTest> everyMethodAsksForItsScopes() {
        return contract((watched, authenticator) -> {
                    AuthHarness auth = AuthHarness.create();
                    auth.client("there", "x");
                    auth.role("there", "x");
                    return auth.kernel(watched, authenticator);
                })
                .tests();
    }

    /** @param world in which there are a client and a role by the name {@code there}, both with the scope x */
    public static ApiContract contract(ApiContract.World world) {
        String client = "{\"description\":\"\",\"expires\":\"2027-01-01T00:00:00Z\",\"scopes\":[\"a\",\"b:*\"]}";
        String role = "{\"description\":\"\",\"scopes\":[\"a\",\"b:*\"]}";
        return ApiContract.of(world)
                .with("clientId", "there")
                .with("roleId", "there")
                .with("createClient", "clientId", "new")
                .with("createRole", "roleId", "new")
                .body("createClient", client)
                .body("updateClient", client)
                .body("createRole", role)
                .body("updateRole", role)
                .body("explainScope", "{\"subject\":{\"clientId\":\"there\"},\"scope\":\"x\"}")
                .body("scopeReach", "{\"change\":{\"roleId\":\"there\",\"scopes\":[\"y\"]}}")
                .body("expandScopes", "{\"scopes\":[\"a\"]}")
                .with("entityType", "client")
                .with("entityId", "there")
                .with("level", "read-only")
                .with("bucket", "bucket")
                .with("prefix", "a/b/")
                .with("account", "account")
                .with("table", "table")
                .with("container", "container")
                .with("project", "project")
                .with("wstAudience", "tunnel")
                .with("wstClient", "worker.1")
                .with("projectId", "project")
                .with("serviceAccount", "somebody@example.com")
                .with("appName", "app")
                .with("owner", "owner")
                .body(
                        "githubRepoToken",
                        "{\"permissions\":{\"contents\":\"read\",\"issues\":\"write\"},\"repositories\":[\"one\",\"two\"]}");
    }

    @Test
    void onlyTheChecksOfSignaturesArePublic() {
        List<String> open = AuthHarness.create().service.api().methods().stream()
                .filter(method -> method.scopes().isEmpty())
                .map(ApiMethod::name)
                .toList();

        assertThat(open).containsExactly("authenticateHawk", "testAuthenticate", "testAuthenticateGet");
    }
}
