package io.spotcluster.lambda.sources;

/** A function: JSON in, JSON out. What it throws, Lambda counts as an error; event sources then try again. */
@FunctionalInterface
public interface LambdaFunction {
    byte[] answer(byte[] event);
}
