package io.spotcluster.bench.scopes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Role sets of 10,000 roles and 100,000 scopes: one as large deployments have them, and some made to hurt. */
final class Shapes {
    private static final int PROJECTS = 400;
    private static final int REPOSITORIES = 1500;

    private Shapes() {}

    /**
     * Repositories with a role for all their branches, one for pull requests and one for the main branch; hooks; projects with
     * parameterised administration; groups of people; worker pools. Chains are up to six roles long.
     */
    static Map<String, List<String>> realistic() {
        Random random = new Random(7);
        Map<String, List<String>> roles = new TreeMap<>();
        for (int i = 0; i < REPOSITORIES; i++) {
            String repository = repository(i);
            String project = "project-%d".formatted(i % PROJECTS);
            roles.put(
                    "repo:" + repository + ":*",
                    list(
                                    "queue:route:index.%s.%d.<..>".formatted(project, i),
                                    "assume:%s:ci:%d".formatted(project, i % 3))
                            .plus(random, 4, "secrets:get:%s/%d/".formatted(project, i)));
            roles.put(
                    "repo:" + repository + ":pull-request",
                    list("queue:scheduler-id:%s-pr".formatted(project))
                            .plus(random, 6, "queue:create-task:low:%s/pr-%d-".formatted(project, i)));
            roles.put(
                    "repo:" + repository + ":branch:main",
                    list(
                                    "assume:%s:release:%d".formatted(project, i % 2),
                                    "queue:create-task:high:%s/*".formatted(project))
                            .plus(random, 9, "docker-worker:cache:%s-%d-".formatted(project, i)));
        }
        for (int i = 0; i < PROJECTS; i++) {
            String project = "project-%d".formatted(i);
            for (int kind = 0; kind < 3; kind++) {
                roles.put(
                        "%s:ci:%d".formatted(project, kind),
                        list("assume:worker-pools:%d".formatted(i % 100))
                                .plus(random, 14, "queue:create-task:lowest:%s/%d-".formatted(project, kind)));
            }
            for (int kind = 0; kind < 2; kind++) {
                roles.put(
                        "%s:release:%d".formatted(project, kind),
                        list("assume:%s:ci:%d".formatted(project, kind))
                                .plus(random, 20, "project:%s:releng:%d:".formatted(project, kind)));
            }
            roles.put(
                    "project-admin:" + project,
                    list("assume:manage:%s/*".formatted(project), "assume:hook-id:%s/*".formatted(project))
                            .plus(random, 10, "auth:reset-access-token:%s/".formatted(project)));
            for (int hook = 0; hook < 6; hook++) {
                roles.put(
                        "hook-id:%s/%d".formatted(project, hook),
                        list("assume:%s:ci:%d".formatted(project, hook % 3))
                                .plus(random, 6, "notify:email:%s-%d-".formatted(project, hook)));
            }
        }
        roles.put(
                "manage:*",
                list("auth:create-client:<..>", "auth:update-client:<..>", "hooks:modify-hook:<..>", "secrets:set:<..>")
                        .scopes());
        for (int i = 0; i < 100; i++) {
            roles.put(
                    "worker-pools:%d".formatted(i),
                    list("assume:everybody").plus(random, 20, "worker-manager:pool:%d-".formatted(i)));
        }
        roles.put("everybody", list("queue:status:*").plus(random, 20, "queue:get-artifact:public/"));
        for (int i = 0; roles.size() < 10_000; i++) {
            roles.put(
                    "group:team-%d".formatted(i),
                    list(
                                    "assume:project-admin:project-%d".formatted(random.nextInt(PROJECTS)),
                                    "assume:project-%d:release:%d".formatted(random.nextInt(PROJECTS), i % 2),
                                    "assume:group:tier-%d".formatted(i % 5))
                            .plus(random, 14, "queue:rerun-task:team-%d-".formatted(i)));
        }
        return roles;
    }

    private static String repository(int i) {
        return "github.com/organisation-%d/repository-%d".formatted(i % 60, i);
    }

    /**
     * What callers hold, each unlike any other so that nothing can be remembered. Of a hundred, 97 are tasks, hooks, people
     * and services; three hold a star over an organisation, a project's hooks or all hooks of projects that begin alike.
     */
    static List<String> held(int number) {
        Random random = new Random(number);
        int project = random.nextInt(PROJECTS);
        String mark = "assume:nothing:%d".formatted(number);
        return switch (random.nextInt(100)) {
            case 0 -> List.of("assume:repo:github.com/organisation-%d/*".formatted(random.nextInt(60)), mark);
            case 1 -> List.of("assume:hook-id:project-%d/*".formatted(project), mark);
            case 2 -> List.of("assume:hook-id:project-%d*".formatted(project), mark);
            default ->
                switch (random.nextInt(4)) {
                    case 0 ->
                        List.of(
                                "assume:repo:%s:branch:%d".formatted(repository(random.nextInt(REPOSITORIES)), number),
                                "queue:scheduler-id:s",
                                "queue:create-task:low:p/*");
                    case 1 -> List.of("assume:hook-id:project-%d/%d".formatted(project, random.nextInt(6)), mark);
                    case 2 ->
                        List.of(
                                "assume:group:team-%d".formatted(random.nextInt(900)),
                                "assume:group:team-%d".formatted(random.nextInt(900)),
                                mark);
                    default ->
                        List.of(
                                "assume:project-%d:release:0".formatted(project),
                                "assume:project-admin:project-%d".formatted(project),
                                mark);
                };
        };
    }

    /** Each role leads to the next one. */
    static Map<String, List<String>> chain() {
        Map<String, List<String>> roles = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            roles.put(
                    "step-%05d".formatted(i),
                    list("assume:step-%05d".formatted(i + 1)).numbered(9, "s:%d:".formatted(i)));
        }
        return roles;
    }

    /** 900 prefixes inside each other, eleven times, with templates that lead on. */
    static Map<String, List<String>> nested() {
        Map<String, List<String>> roles = new TreeMap<>();
        for (int level = 0; level < 11; level++) {
            for (int i = 1; i <= 900; i++) {
                String name = Character.toString('a' + level);
                roles.put(
                        name + "x".repeat(i) + "*",
                        list("t:%s:%d:<..>".formatted(name, i)).numbered(9, "s:%s:%d:".formatted(name, i)));
            }
        }
        return roles;
    }

    /** 1,000 roles each of which reaches 9,000 others by one star. */
    static Map<String, List<String>> fan() {
        Map<String, List<String>> roles = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            roles.put("f:%d".formatted(i), list("assume:x:*").numbered(9, "f:%d:".formatted(i)));
        }
        for (int i = 0; i < 9000; i++) {
            roles.put("x:%d".formatted(i), list("assume:y:%d".formatted(i)).numbered(9, "x:%d:".formatted(i)));
        }
        return roles;
    }

    private static Scopes list(String... scopes) {
        return new Scopes(new ArrayList<>(List.of(scopes)));
    }

    private record Scopes(List<String> scopes) {
        List<String> plus(Random random, int count, String prefix) {
            for (int i = 0; i < count; i++) {
                scopes.add(prefix + Integer.toString(i) + (random.nextInt(4) == 0 ? "/*" : "/part"));
            }
            return scopes;
        }

        List<String> numbered(int count, String prefix) {
            for (int i = 0; i < count; i++) {
                scopes.add(prefix + i);
            }
            return scopes;
        }
    }
}
