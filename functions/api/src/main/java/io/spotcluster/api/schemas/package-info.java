/** The JSON Schemas of the contract: where they are, what they refuse, which defaults they fill in. */
@NullMarked
package io.spotcluster.api.schemas;

import org.jspecify.annotations.NullMarked;
