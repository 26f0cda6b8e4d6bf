package io.spotcluster.queue.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.artifacts.Artifact.Place;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArtifactNamePropertyTest {
    @Property
    void twoNamesNeverMeetInAKey(@ForAll("names") String one, @ForAll("names") String other) {
        assertThat(new ArtifactName(one).stored().equals(new ArtifactName(other).stored()))
                .isEqualTo(one.equals(other));
        ArtifactName asStored = new ArtifactName(new ArtifactName(one).stored());
        assertThat(asStored.stored().equals(new ArtifactName(one).stored()))
                .isEqualTo(asStored.text().equals(one));
    }

    @Property
    void everyNameFitsIntoTheKeysAndComesBack(@ForAll("names") String text) {
        Place place = new Place(ArtifactsWorld.TASK, 49, new ArtifactName(text));
        BlobLimits.check(ArtifactsWorld.blob(RetentionClass.KEEP, text));
        Artifact artifact = new Artifact(
                place,
                1,
                "text/plain",
                Optional.empty(),
                Instant.parse("2026-01-02T00:00:00.123Z"),
                Instant.parse("2026-01-03T00:00:00.123Z"),
                new Storage.Link(new ArtifactName(text)));
        Item item = ArtifactCodec.encode(artifact, "nonce");
        assertThat(item.key().sort().length()).isLessThanOrEqualTo(1024);
        assertThat(ArtifactCodec.decode(item, ArtifactsWorld.TASK, 49)).isEqualTo(artifact);
        assertThat(ArtifactCodec.decode(place, item)).isEqualTo(artifact);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> any =
                Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(1024);
        Arbitrary<String> alike = Arbitraries.integers().between(795, 1024).map("n"::repeat);
        return Arbitraries.oneOf(any, alike);
    }
}
