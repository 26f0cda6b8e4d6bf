package io.spotcluster.lambda.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Messages go to standard output, one small JSON object a line, from the level on that the environment variable {@value
 * #LEVEL} names (INFO, if it is not set). A stored kilobyte costs more than the call itself.
 */
public final class FunctionLogging extends ContextAwareBase implements Configurator {
    static final String LEVEL = "SPOTCLUSTER_LOG_LEVEL";

    /** Logback makes one of these before the first message. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        JsonLine encoder = new JsonLine();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getenv(LEVEL), Level.INFO));
        root.addAppender(console);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
