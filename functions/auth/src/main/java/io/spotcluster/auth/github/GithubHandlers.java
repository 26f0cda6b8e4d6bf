package io.spotcluster.auth.github;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** githubRepoToken. */
public final class GithubHandlers {
    private final Optional<GithubApps> apps;

    /** @param apps absent, where none is configured */
    public GithubHandlers(Optional<GithubApps> apps) {
        this.apps = apps;
    }

    /** @param repositories names of repositories, in lower case like {@code owner}: GitHub does not tell cases apart */
    public record Wanted(String owner, List<String> repositories) {}

    /** Asks for a scope for each permission on each repository. */
    public Loaded<Wanted> load(Request request) {
        String owner = lower(request.parameter("owner"));
        List<String> repositories = request.body()
                .path("repositories")
                .valueStream()
                .map(name -> lower(name.stringValue()))
                .distinct()
                .toList();
        List<String> wanted = new ArrayList<>();
        permissions(request)
                .forEachEntry((permission, level) -> repositories.forEach(
                        repository -> wanted.add("%s:%s:%s".formatted(repository, permission, level.stringValue()))));
        return new Loaded<>(
                new Wanted(owner, repositories),
                Parameters.NONE.with("owner", owner).with("repoPerms", wanted));
    }

    public Reply token(Authorized authority, Request request, Wanted wanted) {
        String appName = request.parameter("appName");
        GithubApps.Token token = apps.orElseThrow(() -> Rejection.notFound(
                                "there is no GitHub app '%s': this deployment has none (the configuration's auth.github is not set)"
                                        .formatted(appName))
                        .asException())
                .token(appName, wanted.owner(), wanted.repositories(), permissions(request));
        return Reply.of(JsonMapper.shared()
                .createObjectNode()
                .put("token", token.token())
                .put("expires", Timestamp.format(token.expires())));
    }

    private static JsonNode permissions(Request request) {
        return request.body().path("permissions");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
