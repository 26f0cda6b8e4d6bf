package io.spotcluster.infra.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.sts.StsClient;

/** The few things that commands ask of AWS themselves, with the credentials that CDK's command line would find too. */
final class Aws implements AutoCloseable {
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    private <B extends AwsClientBuilder<B, C>, C> B in(String region, B builder) {
        return builder.region(Region.of(region));
    }

    String account(String region) {
        try (StsClient sts = in(region, StsClient.builder()).httpClient(http).build()) {
            return sts.getCallerIdentity().account();
        }
    }

    String parameter(String region, String name) {
        try (SsmClient ssm = in(region, SsmClient.builder()).httpClient(http).build()) {
            return ssm.getParameter(request -> request.name(name)).parameter().value();
        }
    }

    /**
     * Makes a parameter that holds the id of a machine image.
     *
     * @return false, if there is one of that name: it stays as it is
     */
    boolean createImageParameter(String region, String name, String imageId) {
        try (SsmClient ssm = in(region, SsmClient.builder()).httpClient(http).build()) {
            ssm.putParameter(request -> request.name(name)
                    .value(imageId)
                    .type(ParameterType.STRING)
                    .dataType("aws:ec2:image")
                    .overwrite(false));
            return true;
        } catch (ParameterAlreadyExistsException e) {
            return false;
        }
    }

    /** Does nothing if there is none. */
    void deleteParameter(String region, String name) {
        try (SsmClient ssm = in(region, SsmClient.builder()).httpClient(http).build()) {
            ssm.deleteParameter(request -> request.name(name));
        } catch (ParameterNotFoundException e) {
            // It is gone: that is what was wanted.
        }
    }

    /** How many calls of functions may run at once in the account. */
    int functionConcurrency(String region) {
        try (LambdaClient lambda =
                in(region, LambdaClient.builder()).httpClient(http).build()) {
            return lambda.getAccountSettings(request -> {}).accountLimit().concurrentExecutions();
        }
    }

    /** Calls a function, and waits for its end. */
    void call(String region, String function) throws CommandFailed {
        try (LambdaClient lambda =
                in(region, LambdaClient.builder()).httpClient(http).build()) {
            InvokeResponse response = lambda.invoke(request -> request.functionName(function));
            if (response.functionError() != null) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "the function %s failed: %s"
                                .formatted(function, response.payload().asString(StandardCharsets.UTF_8)));
            }
        }
    }

    /**
     * Makes a secret have this text, and makes the secret, if it is not there. A text that is there already stays.
     *
     * @return the version of the text
     */
    String keep(String region, String name, String text) {
        Optional<String> known = version(region, name, text);
        if (known.isPresent()) {
            return known.get();
        }
        try (SecretsManagerClient secrets = secrets(region)) {
            try {
                return secrets.putSecretValue(request -> request.secretId(name).secretString(text))
                        .versionId();
            } catch (ResourceNotFoundException e) {
                return secrets.createSecret(request -> request.name(name)
                                .description(
                                        "The secrets of the services' configuration, written by ./spotcluster deploy")
                                .secretString(text))
                        .versionId();
            }
        }
    }

    /** The version of a secret's newest text, if it is this one. */
    Optional<String> version(String region, String name, String text) {
        try (SecretsManagerClient secrets = secrets(region)) {
            GetSecretValueResponse value = secrets.getSecretValue(request -> request.secretId(name));
            return text.equals(value.secretString()) ? Optional.of(value.versionId()) : Optional.empty();
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Deletes a secret, if it is there. */
    void forget(String region, String name) {
        try (SecretsManagerClient secrets = secrets(region)) {
            secrets.deleteSecret(request -> request.secretId(name).forceDeleteWithoutRecovery(true));
        } catch (ResourceNotFoundException e) {
            // Then nothing has to be deleted.
        }
    }

    private SecretsManagerClient secrets(String region) {
        return in(region, SecretsManagerClient.builder()).httpClient(http).build();
    }

    /** Deletes all objects of a bucket. */
    void empty(String region, String bucket) {
        try (S3Client s3 = in(region, S3Client.builder())
                .forcePathStyle(System.getenv("AWS_ENDPOINT_URL") != null)
                .httpClient(http)
                .build()) {
            for (ListObjectVersionsResponse page : s3.listObjectVersionsPaginator(request -> request.bucket(bucket))) {
                List<ObjectIdentifier> objects = Stream.concat(
                                page.versions().stream().map(one -> identifier(one.key(), one.versionId())),
                                page.deleteMarkers().stream().map(one -> identifier(one.key(), one.versionId())))
                        .toList();
                if (!objects.isEmpty()) {
                    s3.deleteObjects(request -> request.bucket(bucket)
                            .delete(delete -> delete.objects(objects).quiet(true)));
                }
            }
        }
    }

    private static ObjectIdentifier identifier(String key, String versionId) {
        return ObjectIdentifier.builder().key(key).versionId(versionId).build();
    }

    @Override
    public void close() {
        http.close();
    }
}
