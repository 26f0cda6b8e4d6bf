package io.spotcluster.local;

import io.spotcluster.local.demo.Terminal;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** What the terminal of this process can do. */
final class Terminals {
    private static final int USUAL_COLUMNS = 100;

    private Terminals() {}

    static Terminal of(PrintWriter out) {
        String kind = System.getenv().getOrDefault("TERM", "dumb");
        boolean redraws = Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent()
                && !kind.equals("dumb");
        String columns = System.getenv().getOrDefault("COLUMNS", "");
        return new Terminal(
                out,
                redraws,
                redraws && System.getenv().getOrDefault("NO_COLOR", "").isEmpty(),
                columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : USUAL_COLUMNS);
    }
}
