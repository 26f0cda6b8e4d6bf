package io.spotcluster.local.scopes;

import io.spotcluster.api.client.ApiCall;
import io.spotcluster.local.deployment.Deployment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who would gain or lose what by a change. */
@Command(
        name = "reach",
        description = {
            "Tells which roles and clients would gain or lose which scopes by a change of a role or client. It changes nothing.",
            "Ends with 0 if nobody gains anything, 1 if somebody does, 2 for wrong arguments, 3 if the deployment refused or did not answer."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReachCommand implements Callable<Integer> {
    /** One of them. */
    static final class Changed {
        @Option(names = "--role", paramLabel = "ID", description = "The role that would be made or changed.")
        private Optional<String> role = Optional.empty();

        @Option(names = "--client", paramLabel = "ID", description = "The client that would be made or changed.")
        private Optional<String> client = Optional.empty();
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli, which asks for one of them
    private Changed changed;

    @Option(names = "--add", paramLabel = "SCOPE", description = "To the scopes it has; may be repeated.")
    private List<String> added = List.of();

    @Option(names = "--remove", paramLabel = "SCOPE", description = "From the scopes it has; may be repeated.")
    private List<String> removed = List.of();

    @Option(
            names = "--scopes",
            paramLabel = "FILE",
            description = "Instead of the scopes it has: a file with one scope a line.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--delete", description = "It would be deleted.")
    private boolean deleted;

    @Option(
            names = "--within",
            paramLabel = "PATTERN",
            description = "Only gains and losses within such patterns, as in 'assume:release:*'; may be repeated.")
    private List<String> within = List.of();

    @Option(names = "--json", description = "Print a JSON object, for programs.")
    private boolean json;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private ScopesCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        int ways = (deleted ? 1 : 0) + (file.isPresent() ? 1 : 0) + (added.isEmpty() && removed.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(), "Say what would change: --add and --remove, or --scopes, or --delete.");
        }
        Optional<List<String>> scopes = file.map(this::read);
        return parent.ask(spec, deployment -> reach(deployment, scopes));
    }

    private int reach(Deployment deployment, Optional<List<String>> scopes) throws IOException, InterruptedException {
        ObjectNode question = JsonMapper.shared().createObjectNode();
        ObjectNode change = question.putObject("change");
        changed.role.ifPresent(id -> change.put("roleId", id));
        changed.client.ifPresent(id -> change.put("clientId", id));
        if (!deleted) {
            ArrayNode list = change.putArray("scopes");
            (scopes.isPresent() ? scopes.get() : edited(deployment)).forEach(list::add);
        }
        ArrayNode patterns = question.putArray("within");
        within.forEach(patterns::add);
        ArrayNode changes = JsonMapper.shared().createArrayNode();
        List<Long> versions = pages(deployment, question, changes);
        boolean steady = versions.stream().distinct().count() == 1;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode answer = JsonMapper.shared()
                    .createObjectNode()
                    .put("rolesVersion", versions.getLast())
                    .put("steady", steady);
            answer.set("changes", changes);
            out.println(answer.toPrettyString());
        } else {
            out.print(Words.reach(what(), changes));
            if (!steady) {
                out.println("Roles were changed meanwhile, so this may be a mixture of before and after: ask again.");
            }
        }
        out.flush();
        boolean gains =
                changes.valueStream().anyMatch(each -> each.path("gainsCount").intValue() > 0);
        return gains ? ScopesCommand.NOTEWORTHY : 0;
    }

    /** Adds all pages to {@code changes}; gives the version of the roles at each page. */
    private static List<Long> pages(Deployment deployment, ObjectNode question, ArrayNode changes)
            throws IOException, InterruptedException {
        ApiCall first = ApiCall.post("auth", "spotcluster", "scopes", "reach").withBody(question);
        List<Long> versions = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            JsonNode page = deployment.call(token.map(text -> first.withQuery("continuationToken", text))
                    .orElse(first));
            versions.add(page.path("rolesVersion").longValue());
            page.path("changes").forEach(changes::add);
            token = Optional.of(page.path("continuationToken"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue);
        } while (token.isPresent());
        return versions;
    }

    private Set<String> edited(Deployment deployment) throws IOException, InterruptedException {
        JsonNode present = deployment.call(
                changed.role.isPresent()
                        ? ApiCall.get("auth", "roles", changed.role.get())
                        : ApiCall.get("auth", "clients", changed.client.orElseThrow()));
        Set<String> scopes = new LinkedHashSet<>();
        present.path("scopes").forEach(scope -> scopes.add(scope.stringValue()));
        List<String> missing =
                removed.stream().filter(scope -> !scopes.contains(scope)).toList();
        if (!missing.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "%s has no scope '%s'".formatted(what(), String.join("', '", missing)));
        }
        removed.forEach(scopes::remove);
        scopes.addAll(added);
        return scopes;
    }

    private List<String> read(Path path) {
        try {
            return Files.readAllLines(path, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank())
                    .distinct()
                    .toList();
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "There is no file " + path, e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "%s cannot be read as text".formatted(path), e);
        }
    }

    private String what() {
        return changed.role.map(id -> "role " + id).orElseGet(() -> "client " + changed.client.orElse(""));
    }
}
