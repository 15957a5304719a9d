package io.lakegate.server.config;

import java.nio.file.Path;

/**
 * The text of one value, before it is read as what its setting needs.
 *
 * @param written as it stands in the file: the only form that messages may show
 * @param value with everything filled in from the environment and from files
 * @param filledIn whether {@code value} holds anything that is not in the configuration file itself
 * @param folder the folder of the configuration file, absolute: what relative paths start from
 */
record Text(String written, String value, boolean filledIn, Path folder) {
    private static final int LONGEST_SHOWN = 80;

    /** The written form in quotes, on one line, cut when it is long. */
    String shown() {
        return quoted(written);
    }

    /** Without line breaks and other control characters, because a problem is one line. */
    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    static String quoted(String text) {
        String line = oneLine(text);
        return '"' + (line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…") + '"';
    }
}
