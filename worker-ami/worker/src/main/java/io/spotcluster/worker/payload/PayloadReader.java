package io.spotcluster.worker.payload;

import io.spotcluster.worker.json.Faults;
import io.spotcluster.worker.json.Members;
import io.spotcluster.worker.payload.ArtifactDeclaration.ContentEncoding;
import io.spotcluster.worker.payload.ArtifactDeclaration.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads a payload and checks it against the schema and against the task around it. The schema is spelt out here rather
 * than handed to a validator, because that is quicker at start-up and its faults read better; a test compares the two.
 */
public final class PayloadReader {
    /** For the log of a task whose payload is refused: what would have been accepted. */
    public static final List<String> SUPPORTED = List.of(
            "`command` (required): a list of commands, each a list of strings: the program and its arguments",
            "`maxRunTime` (required): seconds until the task is stopped",
            "`env`: an object of strings",
            "`artifacts`: a list of {type: file|directory, path, name, expires, optional, contentType, contentEncoding:"
                    + " gzip|identity}",
            "`mounts`: a list of {file, content, format: gz|bz2} or {directory, content, format:"
                    + " zip|tar|tar.gz|tar.bz2}, where content is {taskId, artifact, sha256}, {url, sha256}, {raw} or"
                    + " {base64}",
            "`onExitStatus`: {retry: [exit codes], purgeCaches: [exit codes]}",
            "`logs`: {live, backing}, the artifact names of the logs",
            "`features`: {liveLog, backingLog}, true or false",
            "the whole schema: schemas/worker/v1/payload.json");

    private static final Set<String> COMPUTED = Set.of("TASK_ID", "RUN_ID", "TASK_WORKDIR", "TASK_GROUP_ID");
    private static final String ARTIFACT_NAME = "printable ASCII characters, at least one";

    private final TaskFacts task;
    private final Faults faults = new Faults();
    private final Members payload;

    private PayloadReader(JsonNode payload, TaskFacts task) {
        this.task = task;
        this.payload = Members.of(payload, "", faults);
    }

    public static PayloadReading read(JsonNode payload, TaskFacts task) {
        return new PayloadReader(payload, task).read();
    }

    private PayloadReading read() {
        List<List<String>> commands = commands();
        Duration maxRunTime = maxRunTime();
        Map<String, String> environment = environment();
        List<ArtifactDeclaration> artifacts = artifacts();
        List<Mount> mounts = new MountReader(task, faults).read(payload);
        Set<Integer> retryExitCodes = retryExitCodes();
        Logs logs = logs();
        payload.refuseUnknown();
        return faults.none()
                ? new PayloadReading.Valid(
                        new Payload(commands, maxRunTime, environment, artifacts, mounts, retryExitCodes, logs))
                : new PayloadReading.Invalid(faults.list(), logs);
    }

    private List<List<String>> commands() {
        String expectation = "a list of at least one command, each a list of strings";
        if (!payload.has("command")) {
            faults.missing("command", expectation);
        } else if (payload.member("command").isArray()
                && payload.member("command").isEmpty()) {
            faults.add("command", payload.member("command"), expectation);
        }
        return payload.list("command", expectation, this::command);
    }

    private Optional<List<String>> command(JsonNode value, String path) {
        if (!value.isArray() || value.isEmpty()) {
            faults.add(path, value, "a list of strings: the program and its arguments");
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>();
        for (int index = 0; index < value.size(); index++) {
            JsonNode argument = value.get(index);
            if (!argument.isString() || argument.stringValue().indexOf('\0') >= 0) {
                faults.add(path + "[" + index + "]", argument, "a string without a NUL character");
            } else if (index == 0 && argument.stringValue().isEmpty()) {
                faults.add(path + "[0]", argument, "the name of a program");
            } else {
                arguments.add(argument.stringValue());
            }
        }
        return Optional.of(arguments);
    }

    private Duration maxRunTime() {
        long seconds = payload.requiredNumber("maxRunTime", 1, Long.MAX_VALUE);
        if (seconds > task.maxTaskRunTime().toSeconds()) {
            faults.add(
                    "maxRunTime",
                    payload.member("maxRunTime"),
                    "at most %d, the bound of this worker"
                            .formatted(task.maxTaskRunTime().toSeconds()));
            return task.maxTaskRunTime();
        }
        return Duration.ofSeconds(seconds);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = payload.texts("env", "an object of strings");
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                faults.add(
                        "env." + name, payload.member("env").path(name), "another name: not empty, without '=' or NUL");
            } else if (value.indexOf('\0') >= 0) {
                faults.add("env." + name, payload.member("env").path(name), "a string without a NUL character");
            }
        });
        environment.keySet().removeAll(COMPUTED);
        return environment;
    }

    private List<ArtifactDeclaration> artifacts() {
        payload.refuseDuplicates("artifacts");
        return payload.list("artifacts", "a list of artifacts", this::artifact);
    }

    private Optional<ArtifactDeclaration> artifact(JsonNode value, String at) {
        Members artifact = Members.of(value, at, faults);
        String type = artifact.requiredText("type", "\"file\" or \"directory\"");
        if (artifact.member("type").isString() && !type.equals("file") && !type.equals("directory")) {
            faults.add(artifact.path("type"), artifact.member("type"), "\"file\" or \"directory\"");
        }
        String path = artifact.requiredText("path", "where to find it, seen from the task's working directory")
                .replace('\\', '/');
        if (path.indexOf('\0') >= 0) {
            faults.add(artifact.path("path"), artifact.member("path"), "a path without a NUL character");
        }
        Kind kind = type.equals("directory") ? Kind.DIRECTORY : Kind.FILE;
        Optional<String> name = artifact.text("name", ARTIFACT_NAME);
        boolean mayBeEmpty = kind == Kind.DIRECTORY;
        if (name.isPresent()
                && !ArtifactName.isValid(name.get())
                && !(mayBeEmpty && name.get().isEmpty())) {
            faults.add(artifact.path("name"), artifact.member("name"), ARTIFACT_NAME);
        }
        if (name.isEmpty() && !ArtifactName.isValid(path) && !(mayBeEmpty && path.isEmpty())) {
            faults.add(
                    artifact.path("path"),
                    artifact.member("path"),
                    ARTIFACT_NAME + ", since it is the artifact's name as well: give it another `name`");
        }
        Optional<Instant> expires = expires(artifact);
        Optional<String> contentType = artifact.text("contentType", "a media type, for example \"text/plain\"");
        if (contentType.isPresent() && !isHeaderValue(contentType.get())) {
            faults.add(
                    artifact.path("contentType"),
                    artifact.member("contentType"),
                    "a media type in 1 to 255 printable ASCII characters");
        }
        ArtifactDeclaration declaration = new ArtifactDeclaration(
                kind,
                path,
                name.orElse(path),
                expires,
                artifact.flag("optional", false),
                contentType,
                contentEncoding(artifact));
        artifact.refuseUnknown();
        return Optional.of(declaration);
    }

    private Optional<ContentEncoding> contentEncoding(Members artifact) {
        Optional<String> encoding = artifact.text("contentEncoding", "\"gzip\" or \"identity\"");
        if (encoding.isEmpty()) {
            return Optional.empty();
        }
        return switch (encoding.get()) {
            case "gzip" -> Optional.of(ContentEncoding.GZIP);
            case "identity" -> Optional.of(ContentEncoding.IDENTITY);
            default -> {
                faults.add(
                        artifact.path("contentEncoding"),
                        artifact.member("contentEncoding"),
                        "\"gzip\" or \"identity\"");
                yield Optional.empty();
            }
        };
    }

    /** A second's tolerance on both sides, since schedulers round. */
    private Optional<Instant> expires(Members artifact) {
        Optional<String> text = artifact.text("expires", "a date-time like \"2026-11-22T00:00:00.000Z\"");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Instant expires;
        try {
            expires = OffsetDateTime.parse(text.get()).toInstant();
        } catch (DateTimeException e) {
            faults.add(
                    artifact.path("expires"),
                    artifact.member("expires"),
                    "a date-time like \"2026-11-22T00:00:00.000Z\"");
            return Optional.empty();
        }
        if (expires.plusSeconds(1).isBefore(task.deadline())) {
            faults.add(
                    artifact.path("expires"),
                    artifact.member("expires"),
                    "not before the task's deadline, " + task.deadline());
        } else if (expires.isAfter(task.expires().plusSeconds(1))) {
            faults.add(
                    artifact.path("expires"),
                    artifact.member("expires"),
                    "not after the task's own expiry, " + task.expires());
        }
        return Optional.of(expires.isAfter(task.expires()) ? task.expires() : expires);
    }

    private Set<Integer> retryExitCodes() {
        Members onExitStatus = payload.object("onExitStatus");
        Set<Integer> retry = exitCodes(onExitStatus, "retry", 1);
        // There are no caches yet, so there is nothing to purge: valid, and without effect.
        exitCodes(onExitStatus, "purgeCaches", 0);
        onExitStatus.refuseUnknown();
        return retry;
    }

    private Set<Integer> exitCodes(Members onExitStatus, String name, int least) {
        onExitStatus.refuseDuplicates(name);
        return new HashSet<>(onExitStatus.list(name, "a list of exit codes", (value, path) -> {
            Optional<Long> code = Members.whole(value).filter(number -> number >= least);
            if (code.isEmpty()) {
                faults.add(path, value, "an exit code: a whole number, at least " + least);
            }
            // No process ends with a code beyond an int's range: such a number is valid and never met.
            return code.filter(number -> number <= Integer.MAX_VALUE).map(Long::intValue);
        }));
    }

    private Logs logs() {
        Members names = payload.object("logs");
        Members features = payload.object("features");
        Logs logs = new Logs(
                logName(names, "live", Logs.DEFAULT.live()),
                logName(names, "backing", Logs.DEFAULT.backing()),
                features.flag("liveLog", true),
                features.flag("backingLog", true));
        names.refuseUnknown();
        features.refuseUnknown();
        if (logs.publishLive() && logs.publishBacking() && logs.live().equals(logs.backing())) {
            faults.add(names.path("live"), names.member("live"), "another name than that of the backing log");
            return Logs.DEFAULT;
        }
        return logs;
    }

    private String logName(Members names, String member, String otherwise) {
        Optional<String> name = names.text(member, ARTIFACT_NAME);
        if (name.isPresent() && !ArtifactName.isValid(name.get())) {
            faults.add(names.path(member), names.member(member), ARTIFACT_NAME);
            return otherwise;
        }
        return name.orElse(otherwise);
    }

    private static boolean isHeaderValue(String text) {
        return ArtifactName.isValid(text) && text.length() <= 255;
    }
}
