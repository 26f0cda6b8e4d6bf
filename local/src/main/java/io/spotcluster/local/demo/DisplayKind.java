package io.spotcluster.local.demo;

/** For whom the demonstration is shown. */
public enum DisplayKind {
    PEOPLE,
    PROGRAMS;

    Display on(Terminal terminal) {
        return switch (this) {
            case PROGRAMS -> new JsonDisplay(terminal.out());
            case PEOPLE ->
                terminal.redraws()
                        ? new TerminalDisplay(terminal.out(), terminal.colours(), terminal.columns())
                        : new PlainDisplay(terminal.out());
        };
    }
}
