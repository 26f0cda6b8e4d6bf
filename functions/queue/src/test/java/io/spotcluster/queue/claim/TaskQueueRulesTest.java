package io.spotcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.queue.claim.TaskQueueRules.Rule;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskQueueRulesTest {
    private static final Optional<Duration> HALF_AN_HOUR = Optional.of(Duration.ofMinutes(30));

    private final List<String> faults = new ArrayList<>();

    private TaskQueueRules read(String json) {
        return TaskQueueRules.read(Json.parse(json), "here", faults);
    }

    @Test
    void theLongestNameThatFitsCountsAlone() {
        TaskQueueRules rules = read("""
                {"*": {"agesAfter": "30 minutes"}, "proj/*": {"oneTaskAtATime": true}, "proj/ci": {}}""");
        assertThat(faults).isEmpty();
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
                "[]|`here` is []; an object of task queues was expected",
                "{\"proj\": {}}|`here` has 'proj', which is no taskQueueId",
                "{\"a/b\": true}|`here.a/b` is true; an object was expected",
                "{\"a/b\": {\"ages\": 1}}|`here.a/b.ages` is unknown",
                "{\"a/b\": {\"oneTaskAtATime\": \"yes\"}}|`here.a/b.oneTaskAtATime` is \"yes\"",
                "{\"a/b\": {\"agesAfter\": \"0 minutes\"}}|`here.a/b.agesAfter` is \"0 minutes\"",
                "{\"a/b\": {\"agesAfter\": 60}}|`here.a/b.agesAfter` is 60; something like '30 minutes'",
            })
    void aFaultIsNamedWithItsPlace(String json, String fault) {
        read(json);
        assertThat(faults).singleElement().asString().contains(fault);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        read("{\"a/b\": {\"x\": 1, \"agesAfter\": 0}, \"c\": {}}");
        assertThat(faults).hasSize(3);
    }
}
