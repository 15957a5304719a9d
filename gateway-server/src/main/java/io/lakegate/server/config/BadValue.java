package io.lakegate.server.config;

/**
 * Why the text of a value cannot be used: a clause without a capital letter and without a full stop, for the end of a sentence. It
 * never holds a value that was filled in from the environment or from a file.
 */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    BadValue(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
