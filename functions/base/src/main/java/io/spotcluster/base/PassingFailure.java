package io.spotcluster.base;

/**
 * Marks exceptions for a trouble of ours that passes: a store asked for too much at once, an answer lost. The API answers
 * with a status on which clients try again.
 */
public interface PassingFailure {}
