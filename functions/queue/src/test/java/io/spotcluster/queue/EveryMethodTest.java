package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * For every method that the reference lists, one story of what it does for a caller who signs by Hawk and holds the scopes of
 * that method alone. A method without a story fails here.
 */
class EveryMethodTest {
    private static final Map<String, MethodStories.Story> STORIES = MethodStories.all();

    /** By name, from the reference that users read. */
    private static Map<String, JsonNode> declared() {
        HttpRequest request =
                new HttpRequest("GET", "/references/queue/v1/api.json", "", Map.of(), Bytes.EMPTY, "127.0.0.1");
        JsonNode reference =
                Json.parse(new QueueFixture().http.handle(request).body().asUtf8());
        Map<String, JsonNode> entries = new TreeMap<>();
        StreamSupport.stream(reference.path("entries").spliterator(), false)
                .forEach(entry -> entries.put(entry.path("name").asString(), entry));
        return entries;
    }

    @Test
    void everyMethodHasAStory() {
        Set<String> methods = declared().keySet();
        assertThat(methods).hasSize(49);
        assertThat(STORIES.keySet()).containsExactlyInAnyOrderElementsOf(methods);
    }

    @TestFactory
    Stream<DynamicTest> everyMethodDoesWhatItIsFor() {
        return declared().entrySet().stream()
                .filter(entry -> STORIES.containsKey(entry.getKey()))
                .map(entry -> dynamicTest(entry.getKey(), () -> tell(entry.getKey(), entry.getValue())));
    }

    private static void tell(String name, JsonNode entry) {
        SignedWorld world = new SignedWorld(name, entry);
        STORIES.getOrDefault(name, _ -> {}).tell(world);
        assertThat(world.wasCalled())
                .as("the story of %s calls it with success", name)
                .isTrue();
    }
}
