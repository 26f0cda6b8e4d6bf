package io.spotcluster.api.configuration;

/** A secret from the configuration. It never shows itself in a text; {@link #reveal} is for whoever signs with it. */
public final class SecretText {
    private final String text;

    public SecretText(String text) {
        this.text = text;
    }

    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
