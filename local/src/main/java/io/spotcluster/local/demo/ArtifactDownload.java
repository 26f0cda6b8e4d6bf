package io.spotcluster.local.demo;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.ApiReply;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** Saves the artifacts of tasks as files: {@code <label>/<artifact name>}, in the place of older ones. */
final class ArtifactDownload {
    private final ApiClient client;
    private final Credentials credentials;
    private final HttpClient http;

    ArtifactDownload(ApiClient client, Credentials credentials, HttpClient http) {
        this.client = client;
        this.credentials = credentials;
        this.http = http;
    }

    /** The files that were written for the last run of the task. */
    List<Path> save(TaskView task, Path folder) throws IOException, InterruptedException {
        List<Path> saved = new ArrayList<>();
        if (task.runs().isEmpty()) {
            return saved;
        }
        JsonNode artifacts = client.call(ApiCall.get("queue", "task", task.taskId(), "artifacts"), credentials)
                .body()
                .path("artifacts");
        for (JsonNode artifact : artifacts) {
            String name = artifact.path("name").asString();
            // A link leads to an artifact that is saved under its own name.
            if (artifact.path("storageType").asString().equals("s3")) {
                save(task, name, inside(folder, name)).ifPresent(saved::add);
            }
        }
        return saved;
    }

    /** Names come from tasks: they must not lead out of the folder. */
    private static Path inside(Path folder, String name) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IOException("the artifact '%s' cannot be saved below %s".formatted(name, folder));
        }
        return file;
    }

    private Optional<Path> save(TaskView task, String name, Path file) throws IOException, InterruptedException {
        ApiReply reply = client.call(ApiCall.get("queue", "task", task.taskId(), "artifacts", name), credentials);
        Optional<String> address = reply.location();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        HttpResponse<InputStream> response =
                http.send(HttpRequest.newBuilder(URI.create(address.get())).build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the artifact '%s' of '%s' was answered with HTTP %d"
                        .formatted(name, task.label(), response.statusCode()));
            }
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
            boolean compressed = response.headers()
                    .firstValue("content-encoding")
                    .filter("gzip"::equals)
                    .isPresent();
            try (InputStream content = compressed ? new GZIPInputStream(body) : body) {
                Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return Optional.of(file);
    }
}
