package io.spotcluster.api.scopes;

import io.spotcluster.base.Rejection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All roles at one version, compiled for expansion: whoever holds {@code assume:<roleId>} holds the role's scopes too.
 *
 * <p>A roleId that ends with {@code *} stands for every name that begins so, and in its scopes {@code <..>} stands for the
 * rest of that name. A held scope that ends with {@code *}, such as {@code assume:x*} or even {@code a*}, assumes every
 * role that it reaches; then {@code <..>} and all that follows it in the scope becomes {@code *}.
 *
 * <p>Expansion is monotone and idempotent: who is granted less never expands to more. Safe for many threads.
 */
public final class RoleSet {
    /** What a scope must begin with to assume a role. */
    public static final String ASSUME = "assume:";

    /** In the scopes of a role whose roleId ends with {@code *}: the rest of the name. */
    public static final String REST = "<..>";

    public static final RoleSet NONE = compile(0, Map.of());

    private final long version;
    private final RoleIndex index;
    private final RememberedExpansions remembered = new RememberedExpansions();

    private RoleSet(long version, RoleIndex index) {
        this.version = version;
        this.index = index;
    }

    /**
     * @param version of the set, as its owner counts
     * @param roles roleId to scopes; known to be without fault ({@link #fault}), or asked for it before they are used
     */
    public static RoleSet compile(long version, Map<String, ? extends List<String>> roles) {
        return new RoleSet(version, RoleIndex.of(roles));
    }

    public long version() {
        return version;
    }

    /**
     * What {@code held} grants with every role that it assumes, directly or through other roles.
     *
     * @throws io.spotcluster.base.RejectedException InputError, when roles with {@code <..>} lead to scopes beyond all measure
     */
    public ScopeSet expand(ScopeSet held) {
        List<String> assuming =
                held.scopes().stream().filter(RoleIndex::mayAssume).toList();
        return assuming.isEmpty()
                ? held
                : remembered
                        .get(assuming, () -> Expansion.of(index, assuming).union(ScopeSet.of(assuming)))
                        .union(held);
    }

    /**
     * Why {@code held} satisfies {@code wanted}, or what it lacks.
     *
     * @param limit of chains, and of roles that would grant it
     * @throws io.spotcluster.base.RejectedException as {@link #expand} does
     */
    public Explanation explain(ScopeSet held, String wanted, int limit) {
        return Explainer.explain(index, held, wanted, limit);
    }

    /**
     * Why these roles cannot stand together, if so: a cycle, by which a role leads to itself, or a scope with more than one
     * {@code <..>} or with {@code *<..>} at its end.
     */
    public Optional<Rejection> fault() {
        return index.rules().stream().flatMap(Rule::faults).findFirst().or(() -> Cycles.find(index));
    }

    /** The least single scope that grants whatever {@code scope} may come to mean in the role {@code roleId}. */
    public static String widest(String roleId, String scope) {
        int rest = ScopeSet.isPattern(roleId) ? scope.indexOf(REST) : -1;
        return rest < 0 ? scope : scope.substring(0, rest) + "*";
    }
}
