package io.spotcluster.auth.reach;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.scope;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.scopes.ScopeExpression;
import java.util.List;

/**
 * Methods of auth that Taskcluster does not have; their routes begin with {@code /spotcluster/}. They tell nothing that their
 * caller could not work out from lists of roles and clients, so they ask for the scopes of those lists.
 */
public final class ReachMethods {
    private static final String CATEGORY = "Who Gains What";

    private ReachMethods() {}

    public static List<ApiMethod> of(ExplainHandler explain, ReachHandler reach) {
        return List.of(
                ApiMethod.named("explainScope")
                        .post("/spotcluster/scopes/explain")
                        .title("Explain Scope")
                        .description(
                                "An extension of Spotcluster. Why a client, a role or some scopes satisfy `scope`: the chains of"
                                        + " roles, the shortest first. If they do not: the roles that would grant it.")
                        .category(CATEGORY)
                        .stability(ApiMethod.Stability.EXPERIMENTAL)
                        .scopes(allOf(
                                scope("auth:list-roles"),
                                new ScopeExpression.If("aboutClient", scope("auth:get-client:<clientId>"), allOf())))
                        .supplies("aboutClient", "clientId")
                        .input("explain-scope-request.json")
                        .output("explain-scope-response.json")
                        .loading(explain::load, explain::explain),
                ApiMethod.named("scopeReach")
                        .post("/spotcluster/scopes/reach")
                        .title("Reach of a Change")
                        .description(
                                "An extension of Spotcluster. Which roles and clients would gain or lose which scopes, if a role"
                                        + " or client were changed so. Changes nothing. A page may be empty; there is more as long as"
                                        + " there is a `continuationToken`.")
                        .category(CATEGORY)
                        .stability(ApiMethod.Stability.EXPERIMENTAL)
                        .paged()
                        .scopes(allOf(scope("auth:list-roles"), scope("auth:list-clients")))
                        .input("scope-reach-request.json")
                        .output("scope-reach-response.json")
                        .handler(reach::reach));
    }
}
