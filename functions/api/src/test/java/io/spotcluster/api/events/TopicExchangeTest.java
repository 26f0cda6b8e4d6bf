package io.spotcluster.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicExchangeTest {
    private static final TopicExchange KEPT = new TopicExchange(
            "sample",
            "noteKept",
            "note-kept",
            "Note kept",
            "A note was kept.",
            List.of(
                    KeyWord.constant("routingKeyKind", "primary", "Always `primary`."),
                    KeyWord.required("noteId", "The note."),
                    KeyWord.optional("shelf", "Where it stands."),
                    KeyWord.reserved("For later.")),
            "note-response.json");

    @Test
    void aKeyHasTheDeclaredWordsInTheirOrder() {
        Event event = KEPT.event(
                Map.of("shelf", "top", "noteId", "one"),
                List.of("index.notes.one"),
                Json.MAPPER.createObjectNode().put("text", "milk"));
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-sample/v1/note-kept");
        assertThat(event.routingKey()).isEqualTo("primary.one.top._");
        assertThat(event.copies()).containsExactly("route.index.notes.one");
        assertThat(event.payload().toString()).isEqualTo("{\"version\":1,\"text\":\"milk\"}");
    }

    @Test
    void aWordWithoutAValueIsAnUnderscore() {
        Event event = KEPT.event(Map.of("noteId", "one"), List.of(), Json.MAPPER.createObjectNode());
        assertThat(event.routingKey()).isEqualTo("primary.one._._");
    }

    @Test
    void aKeyThatDoesNotFitItsDeclarationIsAMistake() {
        assertThatThrownBy(() -> KEPT.event(Map.of(), List.of(), Json.MAPPER.createObjectNode()))
                .hasMessage("the routing key of note-kept cannot have '_' as noteId");
        assertThatThrownBy(() -> KEPT.event(Map.of("noteId", "a.b"), List.of(), Json.MAPPER.createObjectNode()))
                .hasMessage("the routing key of note-kept cannot have 'a.b' as noteId");
        assertThatThrownBy(() ->
                        KEPT.event(Map.of("noteId", "a", "colour", "red"), List.of(), Json.MAPPER.createObjectNode()))
                .hasMessage("the routing key of note-kept has no [colour]");
    }
}
