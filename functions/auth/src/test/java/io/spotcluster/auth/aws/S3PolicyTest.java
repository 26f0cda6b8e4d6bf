package io.spotcluster.auth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class S3PolicyTest {
    private static final String ARN = "arn:aws:s3:::bucket";

    /** Matches as IAM does: wildcards, and variables for the three characters that would be one. Other variables are empty. */
    private static boolean matches(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int end = c == '$' && pattern.startsWith("${", i) ? pattern.indexOf('}', i) : -1;
            if (end > 0) {
                String name = pattern.substring(i + 2, end);
                if (List.of("*", "?", "$").contains(name)) {
                    regex.append(java.util.regex.Pattern.quote(name));
                }
                i = end;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> java.util.regex.Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL)
                .matcher(text)
                .matches();
    }

    private static boolean allows(JsonNode policy, String action, String resource, String listedPrefix) {
        return policy.path("Statement")
                .valueStream()
                .anyMatch(statement -> statement.path("Effect").stringValue().equals("Allow")
                        && statement
                                .path("Action")
                                .valueStream()
                                .anyMatch(a -> a.stringValue().equals(action))
                        && statement.path("Resource").valueStream().anyMatch(r -> matches(r.stringValue(), resource))
                        && (statement.path("Condition").isMissingNode()
                                || matches(
                                        statement
                                                .path("Condition")
                                                .path("StringLike")
                                                .path("s3:prefix")
                                                .path(0)
                                                .stringValue(),
                                        listedPrefix)));
    }

    @Provide
    static Arbitrary<String> keys() {
        return Arbitraries.strings().withChars("ab/*?${}.").ofMaxLength(8);
    }

    @Property
    void exactlyTheKeysUnderThePrefixAreOpen(
            @ForAll("keys") String prefix,
            @ForAll("keys") String key,
            @ForAll boolean under,
            @ForAll boolean readOnly) {
        String asked = under ? prefix + key : key;
        JsonNode policy = JsonMapper.shared().readTree(S3Policy.text(S3Policy.of(readOnly, "bucket", prefix)));
        boolean inside = asked.startsWith(prefix);

        assertThat(allows(policy, "s3:GetObject", ARN + "/" + asked, "")).isEqualTo(inside);
        assertThat(allows(policy, "s3:PutObject", ARN + "/" + asked, "")).isEqualTo(inside && !readOnly);
        assertThat(allows(policy, "s3:DeleteObject", ARN + "/" + asked, "")).isEqualTo(inside && !readOnly);
        assertThat(allows(policy, "s3:ListBucket", ARN, asked)).isEqualTo(inside);
    }

    @Property
    void noOtherBucketAndNoOtherActionIsOpen(@ForAll("keys") String prefix, @ForAll("keys") String key) {
        JsonNode policy = S3Policy.of(false, "bucket", prefix);

        assertThat(allows(policy, "s3:GetObject", "arn:aws:s3:::bucket2/" + prefix + key, ""))
                .isFalse();
        for (String action :
                List.of("s3:PutObjectAcl", "s3:PutBucketPolicy", "s3:DeleteBucket", "s3:*", "sts:AssumeRole")) {
            assertThat(allows(policy, action, ARN + "/" + prefix + key, "")).isFalse();
            assertThat(allows(policy, action, ARN, prefix)).isFalse();
        }
    }

    @Example
    void theDocumentIsWhatIamReads() {
        assertThat(S3Policy.of(true, "bucket", "a/$b*/"))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "ObjectsUnderPrefix", "Effect": "Allow", "Action": ["s3:GetObject"],
                   "Resource": ["arn:aws:s3:::bucket/a/${$}b${*}/*"]},
                  {"Sid": "ListUnderPrefix", "Effect": "Allow", "Action": ["s3:ListBucket"],
                   "Resource": ["arn:aws:s3:::bucket"],
                   "Condition": {"StringLike": {"s3:prefix": ["a/${$}b${*}/*"]}}},
                  {"Sid": "FindBucket", "Effect": "Allow", "Action": ["s3:GetBucketLocation"],
                   "Resource": ["arn:aws:s3:::bucket"]}]}"""));
    }

    @Example
    void theTextIsOfTheCharactersThatStsTakes() {
        assertThat(S3Policy.text(S3Policy.of(true, "bucket", "ü/日本/\"\\"))).matches("[\\u0020-\\u00FF]+");
    }
}
