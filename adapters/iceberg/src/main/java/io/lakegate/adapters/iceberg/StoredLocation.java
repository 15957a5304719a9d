package io.lakegate.adapters.iceberg;

import java.util.regex.Pattern;

/**
 * The locations of files as metadata spells them. One file is often spelled in two ways: {@code s3} and {@code s3a}, with and without the
 * name of a host.
 */
final class StoredLocation {
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:(?=/)");
    private static final Pattern AUTHORITY = Pattern.compile("^//[^/]*");

    private StoredLocation() {}

    /** How much of a location is compared, from the strictest on. */
    enum Spelling {
        WHOLE,
        WITHOUT_SCHEME,
        PATH_ONLY
    }

    static String spell(String location, Spelling spelling) {
        if (spelling == Spelling.WHOLE) {
            return location;
        }
        String noScheme = SCHEME.matcher(location).replaceFirst("");
        return spelling == Spelling.PATH_ONLY ? AUTHORITY.matcher(noScheme).replaceFirst("") : noScheme;
    }

    /** Whether two locations surely or likely mean one file: their paths are the same. */
    static boolean samePath(String a, String b) {
        return a.equals(b) || spell(a, Spelling.PATH_ONLY).equals(spell(b, Spelling.PATH_ONLY));
    }
}
