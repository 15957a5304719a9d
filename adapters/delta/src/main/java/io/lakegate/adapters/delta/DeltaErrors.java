package io.lakegate.adapters.delta;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;

/** The errors of this module that no other format has. */
final class DeltaErrors {
    private DeltaErrors() {}

    /** {@code what} is the subject of a sentence. */
    static GatewayException notOffered(String what) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_SQL, "%s is not offered by this version of Lakegate.".formatted(what));
    }
}
