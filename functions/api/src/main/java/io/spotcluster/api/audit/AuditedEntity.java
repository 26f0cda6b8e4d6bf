package io.spotcluster.api.audit;

/** Something whose changes are kept in the audit history. */
public record AuditedEntity(Type type, String id) {
    /** The kinds of entities, by their name in the API ({@code getEntityHistory}). */
    public enum Type {
        CLIENT("client"),
        ROLE("role"),
        SECRET("secret"),
        HOOK("hook"),
        WORKER_POOL("worker-pool");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static AuditedEntity client(String clientId) {
        return new AuditedEntity(Type.CLIENT, clientId);
    }

    public static AuditedEntity role(String roleId) {
        return new AuditedEntity(Type.ROLE, roleId);
    }
}
