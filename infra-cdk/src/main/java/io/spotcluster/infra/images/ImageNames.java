package io.spotcluster.infra.images;

import io.spotcluster.infra.configuration.Platform;

/** What things around images are called, for those who look for them. */
public final class ImageNames {
    private ImageNames() {}

    /** The pipeline of a platform, in each region that has one. */
    public static String pipeline(String deployment, Platform platform) {
        return "%s-worker-%s".formatted(deployment, platform.text());
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
