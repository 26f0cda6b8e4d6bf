package io.spotcluster.api.scopes;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.anyOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;
import static io.spotcluster.api.scopes.ScopeExpression.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.scopes.ScopeExpression.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ScopeExpressionTest {
    private static final ScopeExpression CREATE_TASK = allOf(
            each("scope", "scopes", "<scope>"),
            each("route", "routes", "queue:route:<route>"),
            scope("queue:create-task:project:<projectId>"),
            anyOf(each("priority", "priorities", "queue:create-task:<priority>:<taskQueueId>")));

    private static final Parameters PARAMETERS = Parameters.NONE
            .with("projectId", "ci")
            .with("taskQueueId", "proj/linux")
            .with("scopes", List.of("secrets:get:x"))
            .with("routes", List.of("index.a", "index.b"))
            .with("priorities", List.of("low", "high"));

    @Test
    void everyTextIsFilledIn() {
        assertThat(scope("queue:<a>/<b>:<a>")
                        .fill(Parameters.NONE.with("a", "1").with("b", "<a>$1\\")))
                .isEqualTo(new ScopeRequirement.One("queue:1/<a>$1\\:1"));
    }

    @Test
    void theRestOfARoleIsNoParameter() {
        assertThat(scope("auth:create-role:<..>").parameters()).isEmpty();
        assertThat(scope("a:<..>").fill(Parameters.NONE)).isEqualTo(new ScopeRequirement.One("a:<..>"));
    }

    @Test
    void allOfAsksForEachOne() {
        assertThat(CREATE_TASK.fill(PARAMETERS).toJson()).hasToString("""
                {"AllOf":["secrets:get:x","queue:route:index.a","queue:route:index.b","queue:create-task:project:ci",\
                {"AnyOf":["queue:create-task:low:proj/linux","queue:create-task:high:proj/linux"]}]}""");
    }

    @Test
    void aLoopInAnyOfAsksForOneOfItsScopes() {
        ScopeRequirement requirement =
                anyOf(each("x", "list", "x:<x>")).fill(Parameters.NONE.with("list", List.of("1", "2")));

        assertThat(requirement.satisfiedBy(ScopeSet.of("x:2"))).isTrue();
        assertThat(requirement.satisfiedBy(ScopeSet.of("x:3"))).isFalse();
    }

    @Test
    void aLoopOverNothingAsksForNothing() {
        Parameters none = Parameters.NONE.with("list", List.of());

        assertThat(allOf(each("x", "list", "x:<x>")).fill(none).satisfiedBy(ScopeSet.EMPTY))
                .isTrue();
        assertThat(each("x", "list", "x:<x>").fill(none).satisfiedBy(ScopeSet.EMPTY))
                .isTrue();
    }

    @Test
    void anyOfNothingIsNeverSatisfied() {
        assertThat(anyOf().fill(Parameters.NONE).satisfiedBy(ScopeSet.of("*"))).isFalse();
    }

    @Test
    void aTruthChoosesTheBranch() {
        ScopeExpression expression = new ScopeExpression.If("readOnly", scope("read:<x>"), scope("write:<x>"));

        assertThat(expression.fill(Parameters.NONE.with("x", "1").with("readOnly", true)))
                .isEqualTo(new ScopeRequirement.One("read:1"));
        assertThat(expression.fill(Parameters.NONE.with("x", "1").with("readOnly", false)))
                .isEqualTo(new ScopeRequirement.One("write:1"));
    }

    @Test
    void aMissingParameterIsTheDeclarationsFault() {
        assertThatThrownBy(() -> scope("a:<b>").fill(Parameters.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'b'");
        assertThatThrownBy(() -> each("x", "list", "x:<x>").fill(Parameters.NONE.with("list", "text")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'list'");
        assertThatThrownBy(() -> new ScopeExpression.If("c", scope("a"), scope("b")).fill(Parameters.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'c'");
    }

    @Test
    void theParametersAreToldWithTheirKinds() {
        assertThat(CREATE_TASK.parameters())
                .isEqualTo(Map.of(
                        "scopes", Kind.LIST,
                        "routes", Kind.LIST,
                        "priorities", Kind.LIST,
                        "projectId", Kind.TEXT,
                        "taskQueueId", Kind.TEXT));
    }

    @Test
    void aNameOfTwoKindsIsRefused() {
        assertThatThrownBy(() -> allOf(scope("a:<x>"), each("y", "x", "<y>")).parameters())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
    }

    @Test
    void theJsonIsThatOfAReference() {
        assertThat(new ScopeExpression.If("readOnly", anyOf(scope("r"), scope("w")), scope("w")).toJson())
                .hasToString("{\"else\":\"w\",\"if\":\"readOnly\",\"then\":{\"AnyOf\":[\"r\",\"w\"]}}");
        assertThat(allOf(each("x", "list", "x:<x>")).toJson())
                .hasToString("{\"AllOf\":[{\"each\":\"x:<x>\",\"for\":\"x\",\"in\":\"list\"}]}");
    }

    @Test
    void whatIsMissingLeavesOutWhatIsHeld() {
        ScopeRequirement required = CREATE_TASK.fill(PARAMETERS);

        assertThat(required.missing(ScopeSet.of("queue:route:*", "secrets:get:x", "queue:create-task:project:*"))
                        .map(ScopeRequirement::toJson)
                        .map(JsonNode::toString))
                .contains("{\"AnyOf\":[\"queue:create-task:low:proj/linux\",\"queue:create-task:high:proj/linux\"]}");
        assertThat(required.missing(ScopeSet.of("queue:*"))).contains(new ScopeRequirement.One("secrets:get:x"));
        assertThat(required.missing(ScopeSet.of("*"))).isEmpty();
    }
}
