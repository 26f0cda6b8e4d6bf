package io.spotcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.queue.claim.TaskQueueRules.Rule;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskQueueRulesTest {
    private static final Optional<Duration> HALF_AN_HOUR = Optional.of(Duration.ofMinutes(30));

    @Test
    void theLongestNameThatFitsCountsAlone() {
        TaskQueueRules rules = TaskQueueRules.read("""
                {"*": {"agesAfter": "PT30M"}, "proj/*": {"oneTaskAtATime": true}, "proj/ci": {}}""");
        assertThat(rules.of(new TaskQueueId("other/ci"))).isEqualTo(new Rule(false, HALF_AN_HOUR));
        assertThat(rules.of(new TaskQueueId("proj/win"))).isEqualTo(new Rule(true, Optional.empty()));
        assertThat(rules.of(new TaskQueueId("proj/ci"))).isEqualTo(Rule.NONE);
        assertThat(TaskQueueRules.NONE.of(new TaskQueueId("proj/ci"))).isEqualTo(Rule.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[]|an object of task queues was expected",
                "nonsense|are no JSON",
                "{\"proj\": {}}|'proj' is no taskQueueId",
                "{\"a/b\": true}|a/b: an object was expected, not true",
                "{\"a/b\": {\"ages\": 1}}|a/b: there is no `ages`",
                "{\"a/b\": {\"oneTaskAtATime\": \"yes\"}}|`oneTaskAtATime` is \"yes\"",
                "{\"a/b\": {\"agesAfter\": \"PT59S\"}}|`agesAfter` is \"PT59S\"; a duration of a minute or more",
                "{\"a/b\": {\"agesAfter\": 60}}|`agesAfter` is 60",
            })
    void faultsAreNamed(String json, String fault) {
        assertThatThrownBy(() -> TaskQueueRules.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThatThrownBy(() -> TaskQueueRules.read("{\"a/b\": {\"x\": 1, \"agesAfter\": 0}, \"c\": {}}"))
                .hasMessageContaining("`x`")
                .hasMessageContaining("`agesAfter`")
                .hasMessageContaining("'c'");
    }
}
