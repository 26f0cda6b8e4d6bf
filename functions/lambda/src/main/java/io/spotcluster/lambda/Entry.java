package io.spotcluster.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.spotcluster.lambda.sources.LambdaFunction;
import io.spotcluster.lambda.wiring.Functions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.MDC;

/** The entry point of every function: the environment says which one this process is. It is wired once, before the first call. */
public final class Entry implements RequestStreamHandler {
    private final LambdaFunction function;

    /** Made by Lambda's runtime. */
    public Entry() {
        this(Functions.of(System.getenv()));
    }

    Entry(LambdaFunction function) {
        this.function = function;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        try (MDC.MDCCloseable _ = MDC.putCloseable("request", context.getAwsRequestId())) {
            answer.write(function.answer(event.readAllBytes()));
        }
    }
}
