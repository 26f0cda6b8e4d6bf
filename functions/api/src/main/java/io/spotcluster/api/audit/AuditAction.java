package io.spotcluster.api.audit;

/** What was done, in the words of Taskcluster's audit history. */
public enum AuditAction {
    CREATED("created"),
    UPDATED("updated"),
    DELETED("deleted"),
    EXPIRED("expired"),
    CLIENT_ENABLED("client enabled"),
    CLIENT_DISABLED("client disabled"),
    ACCESS_TOKEN_RESET("access token reset");

    private final String words;

    AuditAction(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
