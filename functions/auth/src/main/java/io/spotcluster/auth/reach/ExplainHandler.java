package io.spotcluster.auth.reach;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.Explanation;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.clients.Client;
import io.spotcluster.auth.clients.ClientStore;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.auth.tables.ReplySize;
import io.spotcluster.base.Rejection;
import java.time.Clock;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** explainScope: why somebody may do something, or what is missing. */
public final class ExplainHandler {
    private static final String ANONYMOUS = RoleSet.ASSUME + "anonymous";

    private final ClientStore clients;
    private final RoleStore roles;
    private final Clock clock;

    public ExplainHandler(ClientStore clients, RoleStore roles, Clock clock) {
        this.clients = clients;
        this.roles = roles;
        this.clock = clock;
    }

    /** Says whether it is about a client, whose scopes not everybody may see. */
    Loaded<Subject> load(Request request) {
        Subject subject = Subject.read(request.body().path("subject"));
        return new Loaded<>(
                subject,
                switch (subject) {
                    case Subject.Client(String clientId) ->
                        Parameters.NONE.with("aboutClient", true).with("clientId", clientId);
                    case Subject.Role _, Subject.Scopes _ ->
                        Parameters.NONE.with("aboutClient", false).with("clientId", "");
                });
    }

    Reply explain(Authorized authority, Request request, Subject subject) {
        String wanted = request.body().path("scope").stringValue();
        int limit = request.body().path("limit").intValue();
        ObjectNode reply = JsonMapper.shared().createObjectNode().put("scope", wanted);
        ScopeSet held = switch (subject) {
            case Subject.Client(String clientId) -> {
                Client client = clients.read(clientId)
                        .orElseThrow(() -> Rejection.notFound("there is no client '%s'".formatted(clientId))
                                .asException());
                reply.put("refused", !client.isGoodAt(clock.instant()));
                // Everybody may do what anonymous callers may.
                yield new ScopeSet(client.scopes()).with(ANONYMOUS);
            }
            case Subject.Role(String roleId) -> Subject.assuming(roleId);
            case Subject.Scopes(List<String> scopes) -> new ScopeSet(scopes);
        };
        Explanation explanation = roles.current().compiled().explain(held, wanted, limit);
        reply.put("satisfied", explanation.isSatisfied());
        ArrayNode chains = reply.putArray("chains");
        ReplySize size = new ReplySize();
        for (Explanation.Chain chain : explanation.chains()) {
            if (!size.isFull()) {
                ObjectNode json = toJson(chain);
                size.add(json);
                chains.add(json);
            }
        }
        reply.put(
                "moreChains",
                explanation.moreChains() || chains.size() < explanation.chains().size());
        ArrayNode granting = reply.putArray("grantedBy");
        explanation
                .granting()
                .forEach(role -> granting.addObject()
                        .put("roleId", role.roleId())
                        .put("asWritten", role.asWritten())
                        .put("assume", role.assume()));
        reply.put("moreGrantedBy", explanation.moreGranting());
        return Reply.of(reply);
    }

    static ObjectNode toJson(Explanation.Chain chain) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("held", chain.held());
        ArrayNode steps = json.putArray("steps");
        chain.steps()
                .forEach(step -> steps.addObject()
                        .put("roleId", step.roleId())
                        .put("asWritten", step.asWritten())
                        .put("scope", step.scope()));
        return json;
    }
}
