package io.spotcluster.auth.roles;

import io.spotcluster.api.scopes.RoleSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
        return new RoleCatalog(
                version, Collections.unmodifiableNavigableMap(byId), RoleSet.compile(version, scopes(byId)));
    }

    static Map<String, List<String>> scopes(Map<String, Role> roles) {
        return roles.values().stream().collect(Collectors.toMap(Role::roleId, Role::scopes));
    }
}
