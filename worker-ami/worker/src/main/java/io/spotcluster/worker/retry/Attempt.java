package io.spotcluster.worker.retry;

import java.io.IOException;

/** Something that may fail and be tried again. */
@FunctionalInterface
public interface Attempt<T> {
    T run() throws IOException, InterruptedException;
}
