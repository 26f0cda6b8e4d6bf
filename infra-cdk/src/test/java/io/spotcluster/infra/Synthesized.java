package io.spotcluster.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackProps;
import io.spotcluster.api.configuration.SecretText;
import io.spotcluster.api.json.Json;
import io.spotcluster.infra.configuration.Architecture;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.ConfigurationFile;
import io.spotcluster.infra.configuration.Services;
import io.spotcluster.infra.functions.FunctionPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import tools.jackson.databind.JsonNode;

/** The templates of a deployment, made once for all tests, with cdk-nag's findings. */
final class Synthesized {
    private static final Map<String, Synthesized> MADE = new ConcurrentHashMap<>();

    private final Map<String, JsonNode> templates = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    private Synthesized(String name) {
        App app = Deployment.app(temporaryFolder());
        Configuration configuration = configuration(name);
        Path folder = temporaryFolder();
        emptyFile(Deployment.bundle(folder));
        Path zip = emptyFile(folder.resolve("functions.zip"));
        Deployment.of(
                app,
                configuration,
                services(name),
                "123456789012",
                new FunctionPackage(zip, Architecture.X86_64),
                folder);
        Aspects.of(app)
                .add(new AwsSolutionsChecks(NagPackProps.builder().verbose(true).build()));
        Path assembly = Path.of(app.synth().getDirectory());
        String prefix = configuration.deployment() + "-";
        files(assembly, prefix, ".template.json").forEach((stack, file) -> templates.put(stack, file));
        files(assembly, prefix, ".metadata.json")
                .forEach((_, file) -> file.forEachEntry((path, entries) -> {
                    for (JsonNode entry : entries) {
                        String type = entry.path("type").asString();
                        if (type.equals("aws:cdk:error") || type.equals("aws:cdk:warning")) {
                            findings.add(path + ": " + entry.path("data").asString());
                        }
                    }
                }));
    }

    private static Map<String, JsonNode> files(Path assembly, String prefix, String suffix) {
        Map<String, JsonNode> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(assembly, prefix + "*" + suffix)) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                files.put(
                        name.substring(prefix.length(), name.length() - suffix.length()),
                        Json.parse(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** @param name of a configuration in the resources of these tests */
    static Synthesized of(String name) {
        return MADE.computeIfAbsent(name, Synthesized::new);
    }

    static Configuration configuration(String name) {
        try (InputStream stream = Objects.requireNonNull(Synthesized.class.getResourceAsStream(name + ".json"))) {
            return ConfigurationFile.parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the size prod with a secret and a role, so that what goes with them is among the templates. */
    private static Services services(String name) {
        if (!name.equals("prod")) {
            return Services.NONE;
        }
        return new Services(
                Json.MAPPER.createObjectNode(),
                Map.of("$.auth.websocktunnel.secret", new SecretText("a secret")),
                List.of("arn:aws:iam::123456789012:role/buckets"));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("cdk.out");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path emptyFile(Path file) {
        try {
            return Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By stack, without the deployment's name. */
    Map<String, JsonNode> templates() {
        return templates;
    }

    JsonNode template(String stack) {
        return Objects.requireNonNull(templates.get(stack), stack);
    }

    List<String> findings() {
        return findings;
    }
}
