package io.spotcluster.local.http;

import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.spotcluster.api.http.HttpReply;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What Micronaut itself refuses has the API's format too. */
@Singleton
final class MicronautErrors implements ErrorResponseProcessor<byte[]> {
    private final Clock clock;

    MicronautErrors(Clock clock) {
        this.clock = clock;
    }

    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpReply reply = response.code() < 500
                ? ErrorReplies.of(response.code(), "InputError", response.reason(), clock.instant())
                : ErrorReplies.of(response.code(), "InternalServerError", "the server failed", clock.instant());
        reply.headers().forEach(response::header);
        return response.body(reply.body().unsafeArray());
    }
}
