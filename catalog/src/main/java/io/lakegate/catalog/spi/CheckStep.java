package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

/**
 * A step of a check that was made, and how it ended.
 *
 * @param name what was tried: {@code resolve}, {@code connect} and so on
 * @param subject what it was tried on, such as an address
 * @param passed whether it worked; if not, the steps behind it were not made
 * @param note what was found; of a failure, what happened and what to change
 */
public record CheckStep(String name, String subject, boolean passed, String note) {
    public CheckStep {
        requireNonNull(name, "name");
        requireNonNull(subject, "subject");
        requireNonNull(note, "note");
    }

    /** A step that worked. */
    public static CheckStep passed(String name, String subject, String note) {
        return new CheckStep(name, subject, true, note);
    }

    /** A step that ends a check. */
    public static CheckStep failed(String name, String subject, String note) {
        return new CheckStep(name, subject, false, note);
    }
}
