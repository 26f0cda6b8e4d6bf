package io.spotcluster.auth.guard;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.scopes.Explanation;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.guard.ProtectedScopes.Touched;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses changes of roles and clients by which protected scopes open to somebody.
 *
 * <p>A role counts like a client, whoever has it now: hooks, repositories and signed-in people act through roles, and so will
 * clients to come. That makes the check of a role complete by itself: what anybody gains by the change, the role gains. It also
 * leaves no gap between two changes made at the same time.
 */
public final class ScopeGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeGuard.class);
    private static final String ANONYMOUS = RoleSet.ASSUME + "anonymous";
    private static final int NAMED_SCOPES = 5;
    private static final int NAMED_CLIENTS = 5;

    /** Beyond so many clients an error says only how many of these would gain. */
    private static final int ASKED_CLIENTS = 5000;

    private final ProtectedScopes scopes;
    private final Supplier<Stream<Holder>> clients;

    /** @param clients all of them, for naming those who would gain */
    public ScopeGuard(ProtectedScopes scopes, Supplier<Stream<Holder>> clients) {
        this.scopes = scopes;
        this.clients = clients;
    }

    /**
     * What a role's own scopes are to become.
     *
     * @param former none, if there is no such role
     */
    public record RoleChange(String roleId, List<String> former, List<String> next) {
        public RoleChange {
            former = List.copyOf(former);
            next = List.copyOf(next);
        }
    }

    /**
     * Of a scope with {@code <..>} that is there already it counts only that it is there: for a new scope it proves nothing,
     * since what it means depends on the rest of the name.
     *
     * @param before all roles as they are
     * @param after all roles as they would be
     * @throws RejectedException InsufficientScopes, naming what would open, to whom and how
     */
    public void checkRole(Authorized authority, RoleSet before, RoleSet after, RoleChange change) {
        if (scopes.isEmpty()) {
            return;
        }
        Set<String> present = new HashSet<>(change.former());
        List<String> added =
                change.next().stream().filter(scope -> !present.contains(scope)).toList();
        List<String> plain = change.former().stream()
                .filter(scope -> RoleSet.widest(change.roleId(), scope).equals(scope))
                .toList();
        List<Touched> refused = notOverridden(
                authority,
                "the role '%s'".formatted(change.roleId()),
                scopes.opened(
                        before.expand(ScopeSet.of(plain).with(ANONYMOUS)),
                        after.expand(ScopeSet.of(widest(change.roleId(), added)))));
        if (!refused.isEmpty()) {
            List<String> lines = new ArrayList<>();
            for (Touched touched : first(refused, NAMED_SCOPES)) {
                String way = widest(change.roleId(), added).stream()
                        .flatMap(scope -> way(after, ScopeSet.of(scope), touched.scope()).stream())
                        .findFirst()
                        .orElse(touched.scope());
                lines.add("the role '%s' would lead to '%s' (protected as '%s'): role %s → %s"
                        .formatted(change.roleId(), touched.scope(), touched.pattern(), change.roleId(), way));
            }
            lines.addAll(gainers(authority, before, after, refused));
            throw refusal(authority, refused, lines);
        }
    }

    /**
     * @param current all roles as they are; not asked for without need
     * @param before what the client holds now; nothing, if there is none, or it is disabled or expired
     * @param after what it is to hold
     * @throws RejectedException InsufficientScopes, naming what would open and how
     */
    public void checkClient(Authorized authority, Supplier<RoleSet> current, List<String> before, Holder after) {
        if (scopes.isEmpty() || after.scopes().isEmpty()) {
            return;
        }
        RoleSet roles = current.get();
        ScopeSet held = ScopeSet.of(after.scopes());
        List<Touched> refused = notOverridden(
                authority,
                "the client '%s'".formatted(after.clientId()),
                scopes.opened(roles.expand(ScopeSet.of(before).with(ANONYMOUS)), roles.expand(held)));
        if (!refused.isEmpty()) {
            List<String> lines = first(refused, NAMED_SCOPES).stream()
                    .map(touched -> "the client '%s' would gain '%s' (protected as '%s'): %s"
                            .formatted(
                                    after.clientId(),
                                    touched.scope(),
                                    touched.pattern(),
                                    way(roles, held, touched.scope()).orElse(touched.scope())))
                    .toList();
            throw refusal(authority, refused, lines);
        }
    }

    private static List<Touched> notOverridden(Authorized authority, String subject, List<Touched> touched) {
        List<Touched> refused = touched.stream()
                .filter(each -> !authority.caller().scopes().satisfies(override(each.pattern())))
                .toList();
        if (!touched.isEmpty() && refused.isEmpty()) {
            LOG.warn(
                    "{} opens protected scopes to {}: {}",
                    authority.actor(),
                    subject,
                    first(touched, NAMED_SCOPES).stream().map(Touched::scope).toList());
        }
        return refused;
    }

    /** Which clients would gain by the change of a role; their names only for those who may list clients anyway. */
    private List<String> gainers(Authorized authority, RoleSet before, RoleSet after, List<Touched> refused) {
        ScopeSet opened = ScopeSet.of(refused.stream().map(Touched::scope).toList());
        List<String> lines = new ArrayList<>();
        int count = 0;
        try (Stream<Holder> all = clients.get().limit(ASKED_CLIENTS)) {
            for (Holder client : (Iterable<Holder>) all::iterator) {
                ScopeSet held = ScopeSet.of(client.scopes());
                ScopeSet gained = gained(before, after, held, opened);
                if (gained.scopes().isEmpty()) {
                    continue;
                }
                count++;
                if (count <= NAMED_CLIENTS && authority.caller().scopes().satisfies("auth:list-clients")) {
                    String scope = gained.scopes().getFirst();
                    lines.add("the client '%s' would gain '%s': %s"
                            .formatted(
                                    client.clientId(),
                                    scope,
                                    way(after, held, scope).orElse(scope)));
                }
            }
        }
        if (count > lines.size()) {
            lines.add("%d clients would gain such scopes".formatted(count));
        }
        return lines;
    }

    private static ScopeSet gained(RoleSet before, RoleSet after, ScopeSet held, ScopeSet opened) {
        try {
            return after.expand(held).intersection(opened).minus(before.expand(held.with(ANONYMOUS)));
        } catch (RejectedException e) {
            // Beyond all measure, so this client is refused everywhere.
            return ScopeSet.EMPTY;
        }
    }

    private static Optional<String> way(RoleSet roles, ScopeSet held, String scope) {
        return roles.explain(held, scope, 1).chains().stream().findFirst().map(Explanation.Chain::toString);
    }

    private static RejectedException refusal(Authorized authority, List<Touched> refused, List<String> lines) {
        List<String> missing = refused.stream()
                .map(touched -> override(touched.pattern()))
                .distinct()
                .toList();
        return new Rejection(
                        ErrorCode.INSUFFICIENT_SCOPES,
                        "This would open protected scopes:%n* %s%nWhoever means it needs `%s`, which '%s' does not have. Nothing was changed."
                                .formatted(
                                        String.join("\n* ", lines), String.join("` and `", missing), authority.actor()))
                .asException();
    }

    private static List<String> widest(String roleId, List<String> list) {
        return list.stream().map(scope -> RoleSet.widest(roleId, scope)).toList();
    }

    private static String override(String pattern) {
        return ProtectedScopes.OVERRIDE + pattern;
    }

    private static <T> List<T> first(List<T> list, int count) {
        return list.subList(0, Math.min(count, list.size()));
    }
}
