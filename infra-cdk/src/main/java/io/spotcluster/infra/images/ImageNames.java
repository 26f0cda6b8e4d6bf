package io.spotcluster.infra.images;

import io.spotcluster.infra.configuration.Platform;
import java.util.List;

/** What things around images are called, for those who look for them. */
public final class ImageNames {
    private ImageNames() {}

    /** The pipeline of a platform, in each region that has one. */
    public static String pipeline(String deployment, Platform platform) {
        return "%s-worker-%s".formatted(deployment, dashed(platform));
    }

    /** The component of a recipe, which cannot be changed. */
    static String component(String deployment, Platform platform, ComponentDocument document) {
        return "%s-%s-%s-%s"
                .formatted(deployment, dashed(platform), document.name(), Fingerprint.of(List.of(document.text())));
    }

    /** Image Builder makes ARNs of names, and not of every character itself. */
    private static String dashed(Platform platform) {
        return platform.text().replace('_', '-');
    }

    /**
     * The parameter with the id of the image that new machines start from. Image Builder's own role may write below this
     * folder, and nowhere else.
     */
    public static String parameter(String deployment, Platform platform) {
        return "/imagebuilder/%s/worker-%s".formatted(deployment, platform.text());
    }

    /** The output of the stack with the name of the newest recipe, which is also the name of images made by it. */
    public static String recipeOutput(Platform platform) {
        return "Recipe" + platform.text().replaceAll("[^a-z0-9]", "");
    }
}
