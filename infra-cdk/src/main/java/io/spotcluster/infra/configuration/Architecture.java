package io.spotcluster.infra.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The processors that we build for. */
public enum Architecture {
    @JsonProperty("arm64")
    ARM64("arm64"),
    @JsonProperty("x86_64")
    X86_64("x86_64");

    private final String text;

    Architecture(String text) {
        this.text = text;
    }

    /** As AWS writes it. */
    public String text() {
        return text;
    }

    /** That of this machine, whose packages hold a Java runtime for it. */
    public static Architecture ofThisMachine() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> ARM64;
            case "amd64", "x86_64" -> X86_64;
            case String other ->
                throw new IllegalStateException(
                        "no Lambda function runs on this machine's processors (%s): build on x86_64 or arm64"
                                .formatted(other));
        };
    }
}
