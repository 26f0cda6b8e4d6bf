package io.spotcluster.worker.configuration;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.worker.configuration.WorkerConfiguration.LiveLogAddress;
import io.spotcluster.worker.json.Faults;
import io.spotcluster.worker.json.Members;
import io.spotcluster.worker.queue.WorkerIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the configuration file: one JSON object. Every key is declared here, once, with its default and its bounds; an
 * unknown key is an error, and all errors are reported together.
 */
public final class ConfigurationFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z0-9-_]{1,38}");
    private static final Pattern WORKER_POOL = Pattern.compile("[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?");
    private static final String IDENTIFIER_RULE = "1 to 38 letters, digits, '-' or '_'";
    /** In place of one that is missing or wrong; the fault is noted. */
    private static final URI NO_URL = URI.create("http://invalid");

    private static final long MEGABYTE = 1024 * 1024;

    private final Faults faults = new Faults();
    private final Members members;
    private final Path folder;

    private ConfigurationFile(JsonNode document, Path folder) {
        this.members = Members.of(document, "", faults);
        this.folder = folder;
    }

    /**
     * @throws IOException when the file cannot be read
     * @throws InvalidConfigurationException naming every fault, but no secret
     */
    public static WorkerConfiguration read(Path file) throws IOException, InvalidConfigurationException {
        String text = Files.readString(file);
        JsonNode document;
        try {
            document = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidConfigurationException("%s is no JSON document: %s (line %d, column %d)"
                    .formatted(
                            file,
                            e.getOriginalMessage(),
                            e.getLocation().getLineNr(),
                            e.getLocation().getColumnNr()));
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        ConfigurationFile reading = new ConfigurationFile(document, folder);
        WorkerConfiguration configuration = reading.configuration();
        if (!reading.faults.none()) {
            throw new InvalidConfigurationException(file.toString(), reading.faults.list());
        }
        return configuration;
    }

    private WorkerConfiguration configuration() {
        WorkerConfiguration configuration = new WorkerConfiguration(
                rootUrl(),
                apiUrl(),
                credentials(),
                new WorkerIdentity(
                        matching(
                                "workerPoolId",
                                WORKER_POOL,
                                "<provisionerId>/<workerType>, for example \"local/default\""),
                        matching("workerGroup", IDENTIFIER, IDENTIFIER_RULE),
                        matching("workerId", IDENTIFIER, IDENTIFIER_RULE)),
                workDir(),
                number("capacity", 1, 1, 32).intValue(),
                duration("pollInterval", Duration.ofSeconds(5)),
                optionalDuration("idleTimeout"),
                members.number("numberOfTasksToRun", 1, Integer.MAX_VALUE),
                duration("maxTaskRunTime", Duration.ofHours(24)),
                statusInterval(),
                duration("killGrace", Duration.ofSeconds(5)),
                duration("shutdownTimeout", Duration.ofSeconds(5)),
                number("requiredFreeDiskMegabytes", 1024, 0, 1L << 30) * MEGABYTE,
                liveLog(),
                workerLocation(),
                members.text("instanceType", "the machine's type, for example \"c7g.large\""));
        members.refuseUnknownQuietly();
        return configuration;
    }

    private URI rootUrl() {
        String expectation = "the deployment's root URL, for example \"http://localhost:8080\"";
        String text = members.requiredText("rootUrl", expectation);
        return members.member("rootUrl").isString() ? url("rootUrl", text, expectation) : NO_URL;
    }

    private Optional<URI> apiUrl() {
        String expectation =
                "the address of the deployment's HTTP API, for example \"https://abc.execute-api.us-east-1.amazonaws.com\"";
        return members.text("apiUrl", expectation).map(text -> url("apiUrl", text, expectation));
    }

    /** Without the slash that may be at its end. */
    private URI url(String name, String text, String expectation) {
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
            if (http && bare && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Noted below, as for any other text that is no such URL.
        }
        faults.add(name, members.member(name), expectation);
        return NO_URL;
    }

    private Credentials credentials() {
        String clientId = members.requiredText("clientId", "the id of the client to claim with");
        Optional<String> accessToken = members.secret("accessToken", "the client's access token");
        if (accessToken.isEmpty() && !members.has("accessToken")) {
            faults.missing("accessToken", "the client's access token");
        }
        return new Credentials(
                clientId,
                new AccessToken(accessToken.orElse("")),
                members.secret("certificate", "the certificate of temporary credentials, as JSON text"));
    }

    private Path workDir() {
        String text = members.requiredText("workDir", "a folder for tasks, which no other worker uses");
        try {
            return folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            faults.add("workDir", members.member("workDir"), "a path of this operating system");
            return folder;
        }
    }

    private LiveLogAddress liveLog() {
        Members liveLog = members.object("liveLog");
        String bind = liveLog.text("bind", "an address of this machine").orElse("127.0.0.1");
        LiveLogAddress address = new LiveLogAddress(
                bind,
                liveLog.number("port", 0, 65_535).orElse(0L).intValue(),
                liveLog.text("publicHost", "the name or address that readers of the log use")
                        .orElse(bind));
        liveLog.refuseUnknown();
        return address;
    }

    private Map<String, String> workerLocation() {
        Map<String, String> location = members.texts("workerLocation", "an object of strings with a member `cloud`");
        return location.isEmpty() ? Map.of("cloud", "none") : location;
    }

    private String matching(String name, Pattern pattern, String expectation) {
        String text = members.requiredText(name, expectation);
        JsonNode value = members.member(name);
        if (value.isString() && !pattern.matcher(text).matches()) {
            faults.add(name, value, expectation);
        }
        return text;
    }

    private Long number(String name, long otherwise, long least, long most) {
        return members.number(name, least, most).orElse(otherwise);
    }

    private Optional<Duration> statusInterval() {
        if (members.member("statusInterval").isString()
                && "off".equals(members.member("statusInterval").stringValue())) {
            return Optional.empty();
        }
        return Optional.of(duration("statusInterval", Duration.ofSeconds(15)));
    }

    private Duration duration(String name, Duration otherwise) {
        return optionalDuration(name).orElse(otherwise);
    }

    private Optional<Duration> optionalDuration(String name) {
        Optional<String> text = members.text(name, Durations.EXPECTATION);
        Optional<Duration> duration = text.flatMap(Durations::parse).filter(parsed -> parsed.isPositive());
        if (text.isPresent() && duration.isEmpty()) {
            faults.add(name, members.member(name), Durations.EXPECTATION + ", longer than nothing");
        }
        return duration;
    }
}
