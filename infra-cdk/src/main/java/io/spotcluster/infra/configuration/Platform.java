package io.spotcluster.infra.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A kind of machine that the worker runs on, and what AWS has for it. */
public enum Platform {
    @JsonProperty("linux-arm64")
    LINUX_ARM64(
            "linux-arm64",
            OperatingSystem.LINUX,
            "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"),
    @JsonProperty("linux-x86_64")
    LINUX_X86_64(
            "linux-x86_64",
            OperatingSystem.LINUX,
            "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),
    @JsonProperty("windows-x86_64")
    WINDOWS_X86_64(
            "windows-x86_64",
            OperatingSystem.WINDOWS,
            "/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-Base");

    /** What the platforms of one system have in common. */
    public enum OperatingSystem {
        LINUX("linux", "Linux", "/dev/xvda", 8),
        WINDOWS("windows", "Windows", "/dev/sda1", 30);

        private final String folder;
        private final String text;
        private final String rootDevice;
        private final int leastGigabytes;

        OperatingSystem(String folder, String text, String rootDevice, int leastGigabytes) {
            this.folder = folder;
            this.text = text;
            this.rootDevice = rootDevice;
            this.leastGigabytes = leastGigabytes;
        }

        /** Of its installer, in the bundle and below worker-ami. */
        public String folder() {
            return folder;
        }

        /** As AWS writes it. */
        public String text() {
            return text;
        }

        /** The name of the disk that AWS's image starts from. */
        public String rootDevice() {
            return rootDevice;
        }

        /** The size of AWS's image: no disk made of it can be smaller. */
        public int leastGigabytes() {
            return leastGigabytes;
        }
    }

    private final String text;
    private final OperatingSystem system;
    private final String stockImage;

    Platform(String text, OperatingSystem system, String stockImage) {
        this.text = text;
        this.system = system;
        this.stockImage = stockImage;
    }

    /** As the configuration names it. */
    public String text() {
        return text;
    }

    public OperatingSystem system() {
        return system;
    }

    /** The public parameter with the id of AWS's newest image, in every region. */
    public String stockImage() {
        return stockImage;
    }
}
