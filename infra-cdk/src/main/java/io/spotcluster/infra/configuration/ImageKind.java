package io.spotcluster.infra.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The machine images that there are recipes for. */
public enum ImageKind {
    @JsonProperty("linux-arm64")
    LINUX_ARM64("linux-arm64", Architecture.ARM64),
    @JsonProperty("linux-x86_64")
    LINUX_X86_64("linux-x86_64", Architecture.X86_64),
    @JsonProperty("windows-x86_64")
    WINDOWS_X86_64("windows-x86_64", Architecture.X86_64);

    private final String text;
    private final Architecture architecture;

    ImageKind(String text, Architecture architecture) {
        this.text = text;
        this.architecture = architecture;
    }

    public String text() {
        return text;
    }

    public Architecture architecture() {
        return architecture;
    }

    public boolean isWindows() {
        return this == WINDOWS_X86_64;
    }

    /** The Linux image for these processors. */
    public static ImageKind linux(Architecture architecture) {
        return switch (architecture) {
            case ARM64 -> LINUX_ARM64;
            case X86_64 -> LINUX_X86_64;
        };
    }
}
