package io.spotcluster.lambda.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message as one line of JSON: {@code time}, {@code level}, {@code logger}, {@code message}, {@code request} (the id of the
 * call), the members of {@link Figures} among its arguments, and for an exception {@code failures}: each cause with its innermost frames. Logback's own encoder writes whole
 * stacks, 20 KB and more.
 */
final class JsonLine extends EncoderBase<ILoggingEvent> {
    private static final int FRAMES = 8;
    private static final int CAUSES = 5;
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.put("time", Timestamp.format(event.getInstant()));
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("message", event.getFormattedMessage());
        event.getMDCPropertyMap().forEach(line::put);
        for (Object argument : arguments(event)) {
            if (argument instanceof Figures figures) {
                line.setAll(figures.members());
            }
        }
        if (event.getThrowableProxy() != null) {
            putFailures(line.putArray("failures"), event.getThrowableProxy());
        }
        byte[] json = Json.MAPPER.writeValueAsBytes(line);
        byte[] whole = Arrays.copyOf(json, json.length + 1);
        whole[json.length] = '\n';
        return whole;
    }

    private static Object[] arguments(ILoggingEvent event) {
        return event.getArgumentArray() == null ? new Object[0] : event.getArgumentArray();
    }

    private static void putFailures(ArrayNode failures, IThrowableProxy thrown) {
        Optional<IThrowableProxy> next = Optional.of(thrown);
        for (int i = 0; i < CAUSES && next.isPresent(); i++) {
            ObjectNode failure = failures.addObject();
            failure.put("type", next.get().getClassName());
            failure.put("message", next.get().getMessage());
            ArrayNode frames = failure.putArray("at");
            StackTraceElementProxy[] stack = next.get().getStackTraceElementProxyArray();
            for (int frame = 0; frame < Math.min(FRAMES, stack.length); frame++) {
                frames.add(stack[frame].getStackTraceElement().toString());
            }
            next = Optional.ofNullable(next.get().getCause());
        }
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
