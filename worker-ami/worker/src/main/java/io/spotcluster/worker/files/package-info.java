/** The worker's folder on disk: one folder per task, wiped afterwards, and nothing outside it touched. */
@NullMarked
package io.spotcluster.worker.files;

import org.jspecify.annotations.NullMarked;
