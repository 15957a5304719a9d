package io.lakegate.adapters.calcite.sql;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;

/** How functions are refused: by name, with what works instead. */
final class FunctionErrors {
    private FunctionErrors() {}

    /** {@code advice} is a sentence, or nothing. */
    static GatewayException refused(String function, String advice) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_SQL,
                "The function %s is not run by the engine. %s"
                        .formatted(function, advice.isEmpty() ? "docs/functions.md lists those that are." : advice));
    }
}
