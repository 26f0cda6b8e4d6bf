package io.spotcluster.local.scopes;

import io.spotcluster.api.client.ApiCall;
import io.spotcluster.local.deployment.Deployment;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Why somebody satisfies a scope. */
@Command(
        name = "explain",
        description = {
            "Tells why a client, a role or some scopes satisfy SCOPE: the chains of roles, the shortest first; or what is missing.",
            "Without a subject it is about these credentials themselves.",
            "Ends with 0 if SCOPE is satisfied, 1 if not, 2 for wrong arguments, 3 if the deployment refused or did not answer."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
    /** At most one of them. */
    static final class SubjectOptions {
        @Option(names = "--client", paramLabel = "ID", description = "A client, with what everybody may do.")
        private Optional<String> client = Optional.empty();

        @Option(names = "--role", paramLabel = "ID", description = "Whoever assumes the role of this name.")
        private Optional<String> role = Optional.empty();

        @Option(names = "--held", paramLabel = "SCOPE", description = "Somebody who holds just these; may be repeated.")
        private List<String> held = List.of();
    }

    @ArgGroup
    @SuppressWarnings("NullAway.Init") // picocli leaves it null when none is given
    private SubjectOptions subject = new SubjectOptions();

    @Parameters(paramLabel = "SCOPE", description = "With a * at its end: everything that begins so, at once.")
    private String scope = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "So many chains at most, 1 to 100; ${DEFAULT-VALUE} if not given.",
            defaultValue = "10")
    private int limit;

    @Option(names = "--json", description = "Print the deployment's reply, for programs.")
    private boolean json;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private ScopesCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return parent.ask(spec, this::explain);
    }

    private int explain(Deployment deployment) throws IOException, InterruptedException {
        ObjectNode question =
                JsonMapper.shared().createObjectNode().put("scope", scope).put("limit", limit);
        question.set("subject", subject(deployment));
        JsonNode answer = deployment.call(
                ApiCall.post("auth", "spotcluster", "scopes", "explain").withBody(question));
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? answer.toPrettyString() + "\n" : Words.explanation(who(), answer));
        out.flush();
        return answer.path("satisfied").booleanValue() ? 0 : ScopesCommand.NOTEWORTHY;
    }

    private ObjectNode subject(Deployment deployment) throws IOException, InterruptedException {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        if (subject.client.isPresent()) {
            return json.put("clientId", subject.client.get());
        }
        if (subject.role.isPresent()) {
            return json.put("roleId", subject.role.get());
        }
        ArrayNode scopes = json.putArray("scopes");
        if (subject.held.isEmpty()) {
            deployment
                    .call(ApiCall.get("auth", "scopes", "current"))
                    .path("scopes")
                    .forEach(scopes::add);
        } else {
            subject.held.stream().distinct().forEach(scopes::add);
        }
        return json;
    }

    private String who() {
        return subject.client
                .map(id -> "client " + id)
                .or(() -> subject.role.map(id -> "role " + id))
                .orElse(subject.held.isEmpty() ? "you" : "who holds " + String.join(", ", subject.held));
    }
}
