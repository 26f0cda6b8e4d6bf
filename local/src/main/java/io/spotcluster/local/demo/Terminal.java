package io.spotcluster.local.demo;

import java.io.PrintWriter;

/**
 * Where the demonstration is shown.
 *
 * @param redraws whether the cursor can be moved
 * @param columns how wide it is
 */
public record Terminal(PrintWriter out, boolean redraws, boolean colours, int columns) {}
