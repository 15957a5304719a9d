package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

/** A text that no message, log or dump shows. */
public record Secret(String value) {
    public Secret {
        requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return "***";
    }
}
