package io.spotcluster.auth;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;
import static io.spotcluster.api.scopes.ScopeExpression.scope;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.auth.clients.ClientHandlers;
import io.spotcluster.auth.roles.RoleHandlers;
import io.spotcluster.auth.scopes.ScopeHandlers;
import io.spotcluster.auth.testing.TestingHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The public face of auth; {@link AuditMethods} and {@link DelegatedMethods} are parts of it. */
final class AuthApi {
    private static final Pattern CLIENT_ID = Pattern.compile("^[A-Za-z0-9!@/:.+|_-]+$");
    private static final Pattern ROLE_ID = Pattern.compile("^[\\x20-\\x7e]+$");

    private AuthApi() {}

    static Service of(
            ClientHandlers clients,
            RoleHandlers roles,
            ScopeHandlers scopes,
            TestingHandlers testing,
            List<ApiMethod> others) {
        Map<String, Pattern> parameters = new TreeMap<>(Map.of("clientId", CLIENT_ID, "roleId", ROLE_ID));
        parameters.putAll(AuditMethods.PARAMETERS);
        parameters.putAll(DelegatedMethods.PARAMETERS);
        List<ApiMethod> methods = new ArrayList<>(own(clients, roles, scopes, testing));
        methods.addAll(others);
        return new Service(
                "auth",
                "Auth Service",
                "Who may call, and with which scopes: clients, roles, and the check of signed requests; and credentials"
                        + " for other systems.",
                parameters,
                methods);
    }

    private static List<ApiMethod> own(
            ClientHandlers clients, RoleHandlers roles, ScopeHandlers scopes, TestingHandlers testing) {
        return List.of(
                ApiMethod.named("listClients")
                        .get("/clients/")
                        .title("List Clients")
                        .description(
                                "Clients in the order of their names, with `prefix` only those that begin so. A page may"
                                        + " be shorter than `limit`; there is more as long as there is a `continuationToken`.")
                        .category("Clients")
                        .query("prefix", CLIENT_ID)
                        .paged()
                        .scopes("auth:list-clients")
                        .output("list-clients-response.json")
                        .handler(clients::list),
                ApiMethod.named("client")
                        .get("/clients/<clientId>")
                        .title("Get Client")
                        .description("One client, with the scopes it has by itself and those it expands to.")
                        .category("Clients")
                        .scopes("auth:get-client:<clientId>")
                        .output("get-client-response.json")
                        .handler(clients::get),
                ApiMethod.named("createClient")
                        .put("/clients/<clientId>")
                        .title("Create Client")
                        .description(
                                "Makes a client and tells its `accessToken`: now or never. The caller must have all"
                                        + " scopes that the client gets. A conflict, if there is one of this name.")
                        .category("Clients")
                        .scopes(allOf(scope("auth:create-client:<clientId>"), each("scope", "scopes", "<scope>")))
                        .supplies("scopes")
                        .input("create-client-request.json")
                        .output("create-client-response.json")
                        .loading(clients::loadForCreate, clients::create),
                ApiMethod.named("resetAccessToken")
                        .post("/clients/<clientId>/reset")
                        .title("Reset `accessToken`")
                        .description(
                                "Gives the client another `accessToken`, told in the reply and nowhere else. The old one"
                                        + " is refused from then on, with all temporary credentials that it signed.")
                        .category("Clients")
                        .scopes("auth:reset-access-token:<clientId>")
                        .output("create-client-response.json")
                        .handler(clients::resetAccessToken),
                ApiMethod.named("updateClient")
                        .post("/clients/<clientId>")
                        .title("Update Client")
                        .description(
                                "Replaces description, expiry and, if given, scopes. The caller must have the scopes"
                                        + " that are new to the client. Name and token stay.")
                        .category("Clients")
                        .scopes(allOf(scope("auth:update-client:<clientId>"), each("scope", "scopesAdded", "<scope>")))
                        .supplies("scopesAdded")
                        .input("create-client-request.json")
                        .output("get-client-response.json")
                        .loading(clients::loadForUpdate, clients::update),
                ApiMethod.named("enableClient")
                        .post("/clients/<clientId>/enable")
                        .title("Enable Client")
                        .description("Lets a disabled client in again. Changes nothing, if it is enabled.")
                        .category("Clients")
                        .scopes("auth:enable-client:<clientId>")
                        .output("get-client-response.json")
                        .handler(clients::enable),
                ApiMethod.named("disableClient")
                        .post("/clients/<clientId>/disable")
                        .title("Disable Client")
                        .description(
                                "Refuses the client, and all temporary credentials that it signed, until it is enabled"
                                        + " again. Every service follows within seconds.")
                        .category("Clients")
                        .scopes("auth:disable-client:<clientId>")
                        .output("get-client-response.json")
                        .handler(clients::disable),
                ApiMethod.named("deleteClient")
                        .delete("/clients/<clientId>")
                        .title("Delete Client")
                        .description("Removes the client; succeeds too, if there is none. Roles named like it stay.")
                        .category("Clients")
                        .scopes("auth:delete-client:<clientId>")
                        .handler(clients::delete),
                ApiMethod.named("listRoles")
                        .get("/roles/")
                        .title("List Roles (no pagination)")
                        .description("All roles in one reply. `listRoles2` gives them in pages.")
                        .category("Roles")
                        .scopes("auth:list-roles")
                        .output("list-roles-response.json")
                        .handler(roles::list),
                ApiMethod.named("listRoles2")
                        .get("/roles2/")
                        .title("List Roles")
                        .description("Roles in the order of their names, with what they expand to; all that fit, if no"
                                + " `limit` is given.")
                        .category("Roles")
                        .paged()
                        .scopes("auth:list-roles")
                        .output("list-roles2-response.json")
                        .handler(roles::listPaged),
                ApiMethod.named("listRoleIds")
                        .get("/roleids/")
                        .title("List Role IDs")
                        .description("The names of all roles, in order; all that fit, if no `limit` is given.")
                        .category("Roles")
                        .paged()
                        .scopes("auth:list-roles")
                        .output("list-role-ids-response.json")
                        .handler(roles::listIds),
                ApiMethod.named("role")
                        .get("/roles/<roleId>")
                        .title("Get Role")
                        .description("One role, with what it expands to.")
                        .category("Roles")
                        .scopes("auth:get-role:<roleId>")
                        .output("get-role-response.json")
                        .handler(roles::get),
                ApiMethod.named("createRole")
                        .put("/roles/<roleId>")
                        .title("Create Role")
                        .description(
                                "Makes a role. The caller must have all its scopes (`x*` for `x<..>`). Refused, if roles"
                                        + " would lead in a circle; a conflict, if there is a different one of this name.")
                        .category("Roles")
                        .scopes(allOf(scope("auth:create-role:<roleId>"), each("scope", "scopes", "<scope>")))
                        .supplies("scopes")
                        .input("create-role-request.json")
                        .output("get-role-response.json")
                        .loading(roles::loadForCreate, roles::create),
                ApiMethod.named("updateRole")
                        .post("/roles/<roleId>")
                        .title("Update Role")
                        .description(
                                "Replaces a role's scopes and description. The caller must have what the role did not"
                                        + " lead to before. Refused, if roles would lead in a circle.")
                        .category("Roles")
                        .scopes(allOf(scope("auth:update-role:<roleId>"), each("scope", "scopesAdded", "<scope>")))
                        .supplies("scopesAdded")
                        .input("create-role-request.json")
                        .output("get-role-response.json")
                        .loading(roles::loadForUpdate, roles::update),
                ApiMethod.named("deleteRole")
                        .delete("/roles/<roleId>")
                        .title("Delete Role")
                        .description("Removes the role; succeeds too, if there is none.")
                        .category("Roles")
                        .scopes("auth:delete-role:<roleId>")
                        .handler(roles::delete),
                ApiMethod.named("expandScopes")
                        .post("/scopes/expand")
                        .title("Expand Scopes")
                        .description("The given scopes with everything that they lead to through roles.")
                        .category("Scopes and Auth")
                        .scopes("auth:expand-scopes")
                        .input("scopeset.json")
                        .output("scopeset.json")
                        .handler(scopes::expand),
                ApiMethod.named("currentScopes")
                        .get("/scopes/current")
                        .title("Get Current Scopes")
                        .description("What this very request may do: the client's scopes or those of its temporary"
                                + " credentials, with roles and `authorizedScopes` applied.")
                        .category("Scopes and Auth")
                        .scopes("auth:current-scopes")
                        .output("scopeset.json")
                        .handler(scopes::current),
                ApiMethod.named("authenticateHawk")
                        .post("/authenticate-hawk")
                        .title("Authenticate Hawk Request")
                        .description(
                                "Checks the signature of a request that somebody else received, and tells the caller's"
                                        + " scopes, so that the secret stays here.")
                        .category("Scopes and Auth")
                        .secret("resource")
                        .input("authenticate-hawk-request.json")
                        .output("authenticate-hawk-response.json")
                        .handler(scopes::authenticateHawk),
                ApiMethod.named("testAuthenticate")
                        .post("/test-authenticate")
                        .title("Test Authentication")
                        .description(
                                "For authors of clients: sign with clientId `tester` and accessToken `no-secret`, say in"
                                        + " the body which scopes that client shall have and which ones are asked for.")
                        .category("Scopes and Auth")
                        .input("test-authenticate-request.json")
                        .output("test-authenticate-response.json")
                        .handler(testing::authenticate),
                ApiMethod.named("testAuthenticateGet")
                        .get("/test-authenticate-get/")
                        .title("Test Authentication (GET)")
                        .description("The same for GET and for bewits. The client `tester` has `test:*` and"
                                + " `auth:create-client:test:*` here; `test:authenticate-get` is asked for.")
                        .category("Scopes and Auth")
                        .output("test-authenticate-response.json")
                        .handler(testing::authenticateGet));
    }
}
