package io.spotcluster.auth.aws;

import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The IAM policy that cuts a session down to the keys of one bucket that begin with one prefix. */
final class S3Policy {
    /** What AWS accepts for the policy of a session. */
    static final int LONGEST = 2048;

    /** The parameter may hold Latin-1 only. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final List<String> READ = List.of("s3:GetObject");

    /** Not PutObjectAcl: an object that everybody may read would outlast the session. */
    private static final List<String> WRITE = List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject");

    private S3Policy() {}

    static ObjectNode of(boolean readOnly, String bucket, String prefix) {
        String arn = "arn:aws:s3:::" + bucket;
        ObjectNode policy = MAPPER.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        statement(statements, "ObjectsUnderPrefix", readOnly ? READ : WRITE, arn + "/" + literal(prefix) + "*");
        statement(statements, "ListUnderPrefix", List.of("s3:ListBucket"), arn)
                .putObject("Condition")
                .putObject("StringLike")
                .putArray("s3:prefix")
                .add(literal(prefix) + "*");
        statement(statements, "FindBucket", List.of("s3:GetBucketLocation"), arn);
        return policy;
    }

    /** As the {@code Policy} parameter takes it. */
    static String text(ObjectNode policy) {
        return MAPPER.writeValueAsString(policy);
    }

    private static ObjectNode statement(ArrayNode statements, String name, List<String> actions, String resource) {
        ObjectNode statement = statements.addObject().put("Sid", name).put("Effect", "Allow");
        ArrayNode list = statement.putArray("Action");
        actions.forEach(list::add);
        statement.putArray("Resource").add(resource);
        return statement;
    }

    /**
     * IAM reads {@code *} and {@code ?} as wildcards and <code>${...}</code> as a variable. <code>${*}</code>,
     * <code>${?}</code> and <code>${$}</code> stand for the characters themselves
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
     */
    static String literal(String prefix) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if (c == '*' || c == '?' || c == '$') {
                text.append("${").append(c).append('}');
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
