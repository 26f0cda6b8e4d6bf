/** Methods are declared once; routing, validation, authorisation, references and docs come from the declaration. */
@NullMarked
package io.spotcluster.api;

import org.jspecify.annotations.NullMarked;
