package io.spotcluster.configuration;

import io.spotcluster.api.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Files of YAML, which JSON is a part of, that hold one object. */
public final class YamlFile {
    private static final LoadSettings YAML = LoadSettings.builder().build();

    private YamlFile() {}

    /**
     * @param faults gets what keeps it from being such a file
     * @return an object; a missing node, if there are faults
     * @throws IOException when the file cannot be read
     */
    public static JsonNode read(Path file, List<String> faults) throws IOException {
        try {
            JsonNode document = Json.MAPPER.valueToTree(new Load(YAML).loadFromString(Files.readString(file)));
            if (document.isObject()) {
                return document;
            }
            faults.add("it holds no object");
        } catch (MarkedYamlEngineException e) {
            // Its own message quotes the file, which may hold secrets.
            String where = e.getProblemMark()
                    .map(mark -> " (line %d, column %d)".formatted(mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse("");
            faults.add("it is no YAML: %s%s".formatted(e.getProblem(), where));
        } catch (YamlEngineException e) {
            faults.add("it is no YAML: " + e.getMessage());
        } catch (CharacterCodingException e) {
            faults.add("it is not in UTF-8");
        }
        return MissingNode.getInstance();
    }
}
