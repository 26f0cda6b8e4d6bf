package io.spotcluster.aws.faults;

import io.spotcluster.ports.StoreException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Says of an exception of the SDK what it means for the caller.
 *
 * <p>Answers below 500 say that nothing was done. An answer from 500 on, a timeout, a broken connection and whatever else
 * went wrong on this side say nothing: the request may have been carried out. See the error handling of <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">DynamoDB</a>, <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3</a> and <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">SQS</a>.
 */
public final class SdkFaults {
    /** Beside what the SDK itself takes for throttling. With these, too, nothing was done and the same call may succeed later. */
    private static final Set<String> PASSING = Set.of(
            // DynamoDB: passing conflicts, and too many readers of a stream.
            "TransactionConflictException",
            "TransactionInProgressException",
            "ReplicatedWriteConflictException",
            "LimitExceededException",
            // S3: writers of one key at once, and a body that arrived too slowly.
            "OperationAborted",
            "ConditionalRequestConflict",
            "RequestTimeout",
            // SQS: too many messages are received and not deleted yet.
            "OverLimit",
            "AWS.SimpleQueueService.OverLimit");

    /** Of an earlier attempt the SDK tells only the message. One in other words counts as an attempt without an answer. */
    private static final Pattern REFUSED_ATTEMPT = Pattern.compile("\\(Service: \\w+, Status Code: 4\\d\\d\\b");

    private SdkFaults() {}

    /** Of a call that changes nothing. */
    public static StoreException ofRead(String call, SdkException fault) {
        return translate(call + " failed: " + fault.getMessage(), fault);
    }

    /**
     * The SDK repeats a call by itself, and its exception is that of the last attempt; an earlier one may have been carried
     * out with its answer lost. So whatever the last answer said, the result of a write is known only if every attempt was
     * answered that nothing was done.
     */
    public static StoreException ofWrite(String call, SdkException fault) {
        boolean known = Arrays.stream(fault.getSuppressed()).allMatch(SdkFaults::saysNothingWasDone);
        return known
                ? ofRead(call, fault)
                : new StoreException.ResultUnknown(
                        "%s failed after earlier attempts: %s".formatted(call, fault.getMessage()), fault);
    }

    private static boolean saysNothingWasDone(Throwable earlierAttempt) {
        return REFUSED_ATTEMPT
                .matcher(String.valueOf(earlierAttempt.getMessage()))
                .find();
    }

    private static StoreException translate(String message, SdkException fault) {
        return switch (fault) {
            case AwsServiceException service
            when service.isThrottlingException() || isPassing(service) ->
                new StoreException.Throttled(message, service);
            case SdkServiceException service
            when service.statusCode() < 500 -> new StoreException.Refused(message, service);
            default -> new StoreException.ResultUnknown(message, fault);
        };
    }

    private static boolean isPassing(AwsServiceException fault) {
        AwsErrorDetails details = fault.awsErrorDetails();
        return details != null && PASSING.contains(details.errorCode());
    }
}
