package io.spotcluster.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A network that answers as it is told, in order, and the last answer again when the script ends. */
public final class ScriptedHttp implements SdkHttpClient {
    /** What becomes of one request. */
    public interface Answer {
        HttpExecuteResponse to(HttpExecuteRequest request) throws IOException;
    }

    /** @param operation such as PutItem */
    public record Sent(String operation, String body) {}

    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();

    public ScriptedHttp(Answer... script) {
        this.script.addAll(List.of(script));
    }

    /** What was asked so far. */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    public static Answer ok(String json) {
        return _ -> response(200, json);
    }

    /** An error as DynamoDB, SQS and EventBridge put it on the wire. */
    public static Answer error(int status, String code) {
        return _ -> response(status, """
                {"__type":"com.amazonaws#%s","message":"scripted"}""".formatted(code));
    }

    public static Answer throttled() {
        return error(400, "ProvisionedThroughputExceededException");
    }

    public static Answer brokenConnection() {
        return _ -> {
            throw new IOException("Connection reset");
        };
    }

    /** The request is carried out, its answer lost. */
    public static Answer lostAfter(SdkHttpClient real) {
        return request -> {
            HttpExecuteResponse response = real.prepareRequest(request).call();
            response.responseBody().orElseThrow().close();
            throw new IOException("Connection reset");
        };
    }

    public static Answer from(SdkHttpClient real) {
        return request -> real.prepareRequest(request).call();
    }

    public static HttpExecuteResponse response(int status, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Answer answer = next(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer.to(request);
            }

            @Override
            public void abort() {}
        };
    }

    private synchronized Answer next(HttpExecuteRequest request) {
        String target =
                request.httpRequest().firstMatchingHeader("X-Amz-Target").orElseThrow();
        try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
            sent.add(new Sent(
                    target.substring(target.indexOf('.') + 1),
                    new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return script.size() > 1 ? script.remove() : script.element();
    }

    @Override
    public String clientName() {
        return "scripted";
    }

    @Override
    public void close() {}
}
