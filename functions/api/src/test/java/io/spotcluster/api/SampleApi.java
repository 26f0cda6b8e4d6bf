package io.spotcluster.api;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;
import static io.spotcluster.api.scopes.ScopeExpression.scope;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.ApiMethod.Stability;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.PassingFailure;
import io.spotcluster.base.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A small service that keeps notes: each thing that a declaration can say, once. */
final class SampleApi {
    static final Instant KEPT = Instant.parse("2026-01-01T00:00:00.123Z");

    record Note(String noteId, String text, int priority, Instant kept, Optional<Instant> due) {}

    /** What handlers saw last, for tests. */
    final Map<String, Request> seen = new ConcurrentHashMap<>();

    /** How many bodies of titles were made. */
    final AtomicInteger made = new AtomicInteger();

    private final Map<String, Note> notes = new ConcurrentHashMap<>();

    Service service() {
        return new Service(
                "sample",
                "Sample",
                "Keeps notes.",
                Map.of(
                        "noteId", Pattern.compile("[a-zA-Z0-9_-]{1,22}"),
                        "name", Pattern.compile("[ -~]+"),
                        "shelfId", Pattern.compile("[a-z0-9-]{1,38}/[a-z0-9-]{1,38}"),
                        "prefix", Pattern.compile("[a-z.]*")),
                List.of(
                        method("listNotes")
                                .get("/notes")
                                .paged()
                                .scopes("sample:list")
                                .handler(this::see),
                        method("note")
                                .get("/notes/<noteId>")
                                .scopes("sample:get:<noteId>")
                                .output("note-response.json")
                                .handler((_, request) -> Reply.of(note(request))),
                        method("keepNote")
                                .put("/notes/<noteId>")
                                .stability(Stability.EXPERIMENTAL)
                                .scopes(allOf(scope("sample:keep:<noteId>"), each("scope", "scopes", "<scope>")))
                                .supplies("scopes")
                                .input("note-request.json")
                                .output("note-response.json")
                                .loading(SampleApi::scopesOfBody, this::keep),
                        method("deleteNote")
                                .delete("/notes/<noteId>")
                                .scopes("sample:delete:<noteId>")
                                .handler((_, _) -> Reply.noContent()),
                        method("title")
                                .get("/notes/<noteId>/title")
                                .scopes("sample:get:<noteId>")
                                .tagged()
                                .handler((_, request) -> title(note(request))),
                        method("undeclaredTag").get("/undeclared-tag").handler((_, _) -> Reply.tagged("a", () -> "b")),
                        method("file").get("/notes/<noteId>/files/<name>").handler(this::see),
                        method("listFiles").get("/notes/<noteId>/files").handler(this::see),
                        method("shelf").get("/shelves/<shelfId>").handler(this::see),
                        method("countShelf").get("/shelves/<shelfId>/count").handler(this::see),
                        method("listNames").get("/names/<prefix>").handler(this::see),
                        method("fail").post("/fail").handler((_, _) -> {
                            throw new IllegalStateException("the password is swordfish");
                        }),
                        method("failForNow").post("/fail-for-now").handler((_, _) -> {
                            throw new Busy();
                        }),
                        method("answerWrongly")
                                .get("/wrong")
                                .output("note-response.json")
                                .handler((_, _) -> Reply.of(Map.of("noteId", 1)))));
    }

    private static ApiMethod.Builder method(String name) {
        return ApiMethod.named(name)
                .title("Method " + name)
                .description("Does what its name says.")
                .category("Notes");
    }

    private Reply see(Authority.Authorized authority, Request request) {
        seen.put(authority.actor(), request);
        return Reply.of(Map.of("parameters", request.parameters(), "query", request.query()));
    }

    private Note note(Request request) {
        String noteId = request.parameter("noteId");
        return Optional.ofNullable(notes.get(noteId))
                .orElseThrow(() ->
                        Rejection.notFound("There is no note '" + noteId + "'").asException());
    }

    private Reply title(Note note) {
        return Reply.tagged("priority-" + note.priority(), Duration.ofSeconds(note.priority()), () -> {
            made.incrementAndGet();
            return Map.of("title", note.text());
        });
    }

    private static Loaded<List<String>> scopesOfBody(Request request) {
        List<String> scopes = new ArrayList<>();
        request.body().get("scopes").forEach(scope -> scopes.add(scope.stringValue()));
        return new Loaded<>(scopes, Parameters.NONE.with("scopes", scopes));
    }

    private Reply keep(Authority.Authorized authority, Request request, List<String> scopes) {
        seen.put(authority.actor(), request);
        JsonNode body = request.body();
        Note note = new Note(
                request.parameter("noteId"),
                body.get("text").stringValue(),
                body.get("priority").intValue(),
                KEPT,
                Optional.ofNullable(body.get("due")).map(due -> Instant.parse(due.stringValue())));
        notes.put(note.noteId(), note);
        return Reply.of(note);
    }

    static final class Busy extends RuntimeException implements PassingFailure {
        private static final long serialVersionUID = 1;
    }
}
