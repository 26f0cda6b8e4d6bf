package io.spotcluster.auth.roles;

import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.RejectedException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All roles at one version.
 *
 * @param version 0 while there was never a role
 * @param roles by roleId
 * @param compiled the same, for expansion
 */
public record RoleCatalog(long version, NavigableMap<String, Role> roles, RoleSet compiled) {
    static final RoleCatalog EMPTY = of(0, List.of());

    static RoleCatalog of(long version, Collection<Role> roles) {
        NavigableMap<String, Role> byId = new TreeMap<>();
        roles.forEach(role -> byId.put(role.roleId(), role));
        return of(version, byId);
    }

    private static RoleCatalog of(long version, NavigableMap<String, Role> byId) {
        Map<String, List<String>> scopes = byId.values().stream().collect(Collectors.toMap(Role::roleId, Role::scopes));
        return new RoleCatalog(version, Collections.unmodifiableNavigableMap(byId), RoleSet.compile(version, scopes));
    }

    /**
     * The next version, with {@code role} in the place of one of its name.
     *
     * @throws RejectedException InputError, when the roles could not stand together
     */
    public RoleCatalog with(Role role) {
        return with(List.of(role));
    }

    private RoleCatalog with(Collection<Role> added) {
        NavigableMap<String, Role> changed = new TreeMap<>(roles);
        added.forEach(role -> changed.put(role.roleId(), role));
        RoleCatalog next = of(version + 1, changed);
        next.compiled().fault().ifPresent(fault -> {
            throw fault.asException();
        });
        return next;
    }

    /** The next version, with those of {@code defaults} that have no namesake here. */
    RoleCatalog withDefaults(Collection<Role> defaults) {
        return with(defaults.stream()
                .filter(role -> !roles.containsKey(role.roleId()))
                .toList());
    }

    /** The next version, without a role of that name. */
    public RoleCatalog without(String roleId) {
        NavigableMap<String, Role> changed = new TreeMap<>(roles);
        changed.remove(roleId);
        return of(version + 1, changed);
    }

    /** The role's own scopes; none, if there is no such role. */
    List<String> scopesOf(String roleId) {
        return Optional.ofNullable(roles.get(roleId)).map(Role::scopes).orElse(List.of());
    }

    /**
     * What a list shows of {@code scopes}: expanded, or as they are when they expand beyond all measure. Such scopes are
     * refused wherever they would count; they shall not keep anybody from seeing the rest of the list.
     */
    public ScopeSet shown(ScopeSet scopes) {
        try {
            return compiled.expand(scopes);
        } catch (RejectedException e) {
            return scopes;
        }
    }
}
