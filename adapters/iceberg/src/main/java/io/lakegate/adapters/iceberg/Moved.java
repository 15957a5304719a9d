package io.lakegate.adapters.iceberg;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where files are that were copied from where their metadata says.
 *
 * @param whole whether the location that a table's metadata states means the folder in which that metadata lies
 * @param prefixes where files are, by the beginning of their stored locations
 */
public record Moved(boolean whole, Map<String, String> prefixes) {
    /** Everything is where the metadata says. */
    public static final Moved NOT = new Moved(false, Map.of());

    public Moved {
        prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
    }
}
