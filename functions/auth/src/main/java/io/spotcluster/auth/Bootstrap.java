package io.spotcluster.auth;

import io.spotcluster.api.Authority;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.auth.clients.StaticClients;
import io.spotcluster.auth.roles.Role;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.auth.signin.SignIn;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What must be there before the first request can be signed. Safe to repeat at every start. */
public final class Bootstrap {
    /** The operator's own client. */
    public static final String ROOT = "static/taskcluster/root";

    /** Issues the credentials of tasks. */
    public static final String QUEUE = "static/taskcluster/queue";

    /** What may be read without credentials, where the operator has not said otherwise. */
    public static final List<String> PUBLIC_READS = List.of(
            "auth:current-scopes",
            "auth:expand-scopes",
            "auth:get-role:*",
            "auth:list-roles",
            "events:subscribe:exchange/taskcluster-queue/*",
            "queue:claimed-count:*",
            "queue:claimed-list:*",
            "queue:get-artifact:public/*",
            "queue:get-provisioner:*",
            "queue:get-task-queue:*",
            "queue:get-task:*",
            "queue:get-worker-type:*",
            "queue:get-worker:*",
            "queue:list-artifacts:*",
            "queue:list-dependent-tasks:*",
            "queue:list-provisioners",
            "queue:list-task-group:*",
            "queue:list-task-queues",
            "queue:list-worker-types:*",
            "queue:list-workers:*",
            "queue:pending-count:*",
            "queue:pending-list:*",
            "queue:status:*");

    /** Who does what no request asked for, in the audit history: the name that Taskcluster gives to it. */
    static final Authority AUTHORITY = new Authority.BackgroundLoop("static/taskcluster/auth");

    private final StaticClients clients;
    private final List<StaticClient> configured;
    private final SignIn signIn;
    private final RoleStore roles;
    private final Clock clock;

    /** @param configured static clients beside {@link #ROOT} and {@link #QUEUE} */
    Bootstrap(StaticClients clients, List<StaticClient> configured, SignIn signIn, RoleStore roles, Clock clock) {
        this.clients = clients;
        this.configured = List.copyOf(configured);
        this.signIn = signIn;
        this.roles = roles;
        this.clock = clock;
    }

    /**
     * Makes the static clients, or sets them right, and deletes those that are not among them any more; and, once in a
     * deployment's life, the role {@code anonymous}.
     *
     * <p>The queue's client holds every scope: it issues credentials with the scopes of tasks, which may be any. What a task
     * may have is decided when it is created, by the scopes of who creates it.
     */
    public void ensure(AccessToken root, AccessToken queue) {
        ensure(root, queue, List.of());
    }

    /** @param more clients that this deployment makes for itself, under {@code static/taskcluster/} */
    public void ensure(AccessToken root, AccessToken queue, List<StaticClient> more) {
        List<StaticClient> targets = new ArrayList<>(configured);
        targets.addAll(more);
        signIn.client().ifPresent(targets::add);
        targets.add(new StaticClient(ROOT, "The operator's client: it may do everything.", List.of("*"), root));
        targets.add(new StaticClient(QUEUE, "Issues the credentials of tasks.", List.of("*"), queue));
        clients.ensure(AUTHORITY, targets);
        roles.makeDefaults(
                AUTHORITY,
                List.of(new Role(
                        "anonymous",
                        "What everybody may do, with credentials or without. See docs/manual/anonymous-access.md.",
                        PUBLIC_READS,
                        clock.instant(),
                        clock.instant())));
    }
}
