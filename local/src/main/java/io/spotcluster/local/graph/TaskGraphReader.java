package io.spotcluster.local.graph;

import io.spotcluster.api.json.Json;
import io.spotcluster.configuration.YamlFile;
import io.spotcluster.local.graph.TaskGraph.GraphTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a graph file (YAML or JSON; {@code docs/manual/task-graphs.md} describes it). */
public final class TaskGraphReader {
    private static final Set<String> MEMBERS = Set.of("defaults", "tasks");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    /** What the worker accepts as the content of one mount. */
    private static final int FILE_LIMIT = 65_536;

    private final Path file;
    private final List<String> faults = new ArrayList<>();

    private TaskGraphReader(Path file) {
        this.file = file;
    }

    /**
     * @throws InvalidTaskGraphException naming all faults of the file
     * @throws IOException when the file, or one that it names, cannot be read
     */
    public static TaskGraph read(Path file) throws IOException, InvalidTaskGraphException {
        return new TaskGraphReader(file).read();
    }

    private TaskGraph read() throws IOException, InvalidTaskGraphException {
        Map<String, GraphTask> tasks = new LinkedHashMap<>();
        JsonNode document = YamlFile.read(file, faults);
        if (document.isObject()) {
            document.propertyNames().stream()
                    .filter(name -> !MEMBERS.contains(name))
                    .forEach(name -> faults.add("`%s` is unknown; `defaults` and `tasks` are known".formatted(name)));
            ObjectNode defaults = object(document.path("defaults"), "defaults");
            for (Map.Entry<String, JsonNode> task :
                    object(document.path("tasks"), "tasks").properties()) {
                tasks.put(task.getKey(), task(task.getKey(), task.getValue(), defaults));
            }
            if (tasks.isEmpty()) {
                faults.add("`tasks` is empty; an object of label to task was expected");
            }
        }
        List<GraphTask> ordered = ordered(tasks);
        if (!faults.isEmpty()) {
            throw new InvalidTaskGraphException(file, faults);
        }
        return new TaskGraph(ordered);
    }

    private GraphTask task(String label, JsonNode value, ObjectNode defaults) throws IOException {
        String path = "tasks." + label;
        if (!LABEL.matcher(label).matches()) {
            faults.add("`%s`: a label has up to 64 letters, digits, dots, dashes and underscores".formatted(path));
        }
        ObjectNode definition = merged(defaults, object(value, path));
        List<String> dependencies = texts(definition.remove("dependencies"), path + ".dependencies");
        List<String> files = texts(definition.remove("files"), path + ".files");
        ObjectNode metadata = object(definition.path("metadata"), path + ".metadata");
        if (!metadata.has("name")) {
            metadata.put("name", label);
        }
        definition.set("metadata", metadata);
        if (!definition.path("payload").isObject()) {
            faults.add("`%s.payload` is missing; an object was expected".formatted(path));
        } else if (!files.isEmpty()) {
            ArrayNode mounts = ((ObjectNode) definition.get("payload")).withArray("mounts");
            for (String name : files) {
                mount(name, path + ".files", mounts);
            }
        }
        references(definition, path, new LinkedHashSet<>(dependencies));
        return new GraphTask(label, dependencies, definition);
    }

    /** A file, or every file below a folder, under the name that it has in the graph file. */
    private void mount(String name, String path, ArrayNode mounts) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path named = folder == null ? Path.of(name) : folder.resolve(name).normalize();
        if (folder == null || !named.startsWith(folder) || !Files.exists(named)) {
            faults.add("`%s` names '%s', which is no file or folder beside the graph file".formatted(path, name));
            return;
        }
        try (Stream<Path> found = Files.walk(named)) {
            for (Path source : found.filter(Files::isRegularFile).sorted().toList()) {
                byte[] content = Files.readAllBytes(source);
                if (content.length > FILE_LIMIT) {
                    faults.add("`%s`: %s has %d bytes, more than %d"
                            .formatted(path, folder.relativize(source), content.length, FILE_LIMIT));
                    continue;
                }
                ObjectNode mount = mounts.addObject();
                mount.put("file", folder.relativize(source).toString().replace('\\', '/'));
                put(mount.putObject("content"), content);
            }
        }
    }

    private static void put(ObjectNode mountContent, byte[] content) {
        try {
            mountContent.put(
                    "raw",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString());
        } catch (CharacterCodingException e) {
            mountContent.put("base64", Base64.getEncoder().encodeToString(content));
        }
    }

    /** Every {@code task-reference} must name dependencies. */
    private void references(JsonNode node, String path, Set<String> dependencies) {
        if (node.isObject() && node.has(Placeholders.TASK_REFERENCE)) {
            Matcher matcher = Placeholders.LABEL.matcher(
                    node.path(Placeholders.TASK_REFERENCE).asString(""));
            while (matcher.find()) {
                if (!dependencies.contains(matcher.group(1))) {
                    faults.add("`%s` refers to <%s>, which is not among its dependencies %s"
                            .formatted(path, matcher.group(1), dependencies));
                }
            }
        }
        if (node.isObject() && node.has(Placeholders.RELATIVE_DATESTAMP)) {
            String text = node.path(Placeholders.RELATIVE_DATESTAMP).asString("");
            if (Placeholders.duration(text).isEmpty()) {
                faults.add(
                        "`%s` has the relative-datestamp '%s'; one like '2 hours' was expected".formatted(path, text));
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            references(member.getValue(), path + "." + member.getKey(), dependencies);
        }
        if (node.isArray()) {
            node.forEach(element -> references(element, path, dependencies));
        }
    }

    private List<GraphTask> ordered(Map<String, GraphTask> tasks) {
        for (GraphTask task : tasks.values()) {
            for (String dependency : task.dependencies()) {
                if (!tasks.containsKey(dependency)) {
                    faults.add("`tasks.%s.dependencies` names '%s'; the tasks are %s"
                            .formatted(task.label(), dependency, String.join(", ", tasks.keySet())));
                }
            }
        }
        Map<String, GraphTask> done = new LinkedHashMap<>();
        for (GraphTask task : tasks.values()) {
            visit(task, tasks, done, new ArrayDeque<>());
        }
        return List.copyOf(done.values());
    }

    private void visit(GraphTask task, Map<String, GraphTask> tasks, Map<String, GraphTask> done, Deque<String> above) {
        if (done.containsKey(task.label())) {
            return;
        }
        if (above.contains(task.label())) {
            faults.add("the tasks wait for each other: %s → %s".formatted(String.join(" → ", above), task.label()));
            return;
        }
        above.addLast(task.label());
        for (String dependency : task.dependencies()) {
            GraphTask found = tasks.get(dependency);
            if (found != null) {
                visit(found, tasks, done, above);
            }
        }
        above.removeLast();
        done.put(task.label(), task);
    }

    /** {@code task} on top of {@code defaults}; objects are merged, anything else replaces. */
    private static ObjectNode merged(ObjectNode defaults, ObjectNode task) {
        ObjectNode result = defaults.deepCopy();
        for (Map.Entry<String, JsonNode> member : task.properties()) {
            JsonNode below = result.path(member.getKey());
            result.set(
                    member.getKey(),
                    below.isObject() && member.getValue() instanceof ObjectNode above
                            ? merged((ObjectNode) below, above)
                            : member.getValue().deepCopy());
        }
        return result;
    }

    private ObjectNode object(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        if (!node.isMissingNode()) {
            faults.add("`%s` is %s; an object was expected".formatted(path, node));
        }
        return Json.MAPPER.createObjectNode();
    }

    private List<String> texts(@Nullable JsonNode node, String path) {
        List<String> texts = new ArrayList<>();
        if (node == null) {
            return texts;
        }
        if (!node.isArray() || node.valueStream().anyMatch(element -> !element.isString())) {
            faults.add("`%s` is %s; a list of texts was expected".formatted(path, node));
            return texts;
        }
        node.forEach(element -> texts.add(element.asString()));
        return texts;
    }
}
