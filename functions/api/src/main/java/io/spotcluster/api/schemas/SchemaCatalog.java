package io.spotcluster.api.schemas;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas on the class path, below {@code schemas/}. They are read when first asked for; {@link JsonSchema#warm} does
 * it ahead of time.
 */
public final class SchemaCatalog {
    /** {@code <service>/v1/<file>.json}, or {@code common/<file>.json}; nothing else leaves the class path. */
    private static final Pattern PATH = Pattern.compile("[a-z][a-z0-9-]*(/v[0-9]+)?/[a-z][a-z0-9.-]*\\.json");

    /** The schemas' {@code $id}s are paths; the validator wants URLs. Nobody ever connects to this one. */
    private static final String BASE = "https://spotcluster.invalid/schemas/";

    private static final String DIALECT = "http://json-schema.org/draft-06/schema#";

    private final ClassLoader classes;
    private @Nullable SchemaRegistry registry;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

    public SchemaCatalog() {
        this(SchemaCatalog.class.getClassLoader());
    }

    public SchemaCatalog(ClassLoader classes) {
        this.classes = classes;
    }

    /**
     * A schema as it is served.
     *
     * @param path below {@code /schemas/}
     */
    public Optional<Bytes> document(String path) {
        if (!PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        try (InputStream stream = classes.getResourceAsStream("schemas/" + path)) {
            return stream == null ? Optional.empty() : Optional.of(Bytes.wrap(stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the schema " + path, e);
        }
    }

    public boolean has(String path) {
        return PATH.matcher(path).matches() && classes.getResource("schemas/" + path) != null;
    }

    /**
     * A schema, ready to validate.
     *
     * @param path below {@code /schemas/}
     * @throws IllegalArgumentException when there is no such schema
     */
    public JsonSchema schema(String path) {
        return compiled.computeIfAbsent(path, this::compile);
    }

    JsonNode read(String path) {
        return Json.parse(document(path)
                .orElseThrow(() -> new IllegalArgumentException("there is no schema " + path))
                .asUtf8());
    }

    private JsonSchema compile(String path) {
        read(path);
        Schema schema = registry().getSchema(SchemaLocation.of(BASE + path));
        return new JsonSchema(path, schema, Defaults.of(path, this::read));
    }

    /** Made when it is first needed: that takes longer than everything else before the first request. */
    private synchronized SchemaRegistry registry() {
        SchemaRegistry known = registry;
        if (known == null) {
            known = SchemaRegistry.withDialect(
                    Dialect.builder(Dialects.getDraft6())
                            .keyword(new DistinctItems())
                            .build(),
                    builder -> builder.schemas(this::source)
                            .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                    .pathType(PathType.JSON_PATH)
                                    .formatAssertionsEnabled(true)
                                    .build()));
            registry = known;
        }
        return known;
    }

    /** What the validator asks for; null is its word for absence. */
    private @Nullable String source(String url) {
        if (!url.startsWith(BASE)) {
            return null;
        }
        String path = url.substring(BASE.length());
        if (!has(path)) {
            return null;
        }
        ObjectNode schema = (ObjectNode) read(path);
        schema.put("$schema", DIALECT);
        schema.put("$id", BASE + path);
        return schema.toString();
    }
}
