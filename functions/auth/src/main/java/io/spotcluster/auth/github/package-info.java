/** githubRepoToken: tokens of GitHub apps. */
@NullMarked
package io.spotcluster.auth.github;

import org.jspecify.annotations.NullMarked;
