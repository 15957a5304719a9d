package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder that holds a table or many, as configuration names it: on this machine or in a bucket.
 *
 * @param folder absolute, without {@code .} and {@code ..}; need not exist
 */
public record Location(Path folder) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(//.*|/.*)?");

    public Location {
        requireNonNull(folder, "folder");
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("a location must be absolute, got: " + folder);
        }
        folder = folder.normalize();
    }

    /** As {@link #parse(String, Path)}, for relative paths below the working directory. */
    public static Location parse(String text) {
        return parse(text, Path.of("").toAbsolutePath());
    }

    /** As {@link #parse(String)}, for addresses in object stores too. */
    public static Location parse(String text, Storage storage) {
        return Storage.isAddress(text) ? new Location(storage.path(text)) : parse(text);
    }

    /**
     * Reads a local path, taken as it stands, or a {@code file:} URI, whose percent-encoding is undone.
     *
     * @param base what a relative path is relative to; absolute
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the text is neither, as an address in an object store
     */
    public static Location parse(String text, Path base) {
        if (text.isBlank()) {
            throw refused(text, "it is empty");
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return ofPath(text, text, base);
        }
        if (!scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
            throw refused(text, "there is no kind of store for %s: here".formatted(scheme.group(1)));
        }
        return ofPath(text, pathOfFileUri(text), base);
    }

    private static String pathOfFileUri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused(text, "it is not a URI (%s)".formatted(e.getReason()));
        }
        boolean local = uri.getAuthority() == null || uri.getAuthority().equalsIgnoreCase("localhost");
        if (!local || uri.getPath() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw refused(text, "a file: URI must hold an absolute path and nothing else");
        }
        return uri.getPath();
    }

    private static Location ofPath(String text, String path, Path base) {
        try {
            return new Location(base.resolve(path));
        } catch (InvalidPathException e) {
            throw refused(text, "it is not a path on this machine (%s)".formatted(e.getReason()));
        }
    }

    private static GatewayException refused(String text, String why) {
        return new GatewayException(
                ErrorCode.CONFIGURATION,
                "The location '%s' cannot be used: %s. Give the path of a local folder, a file: URI, or an address in an object store (s3://, s3a://, oci://, gs://, abfss://, az://, hdfs://)."
                        .formatted(text, why));
    }

    /** The path, as messages show it. */
    @Override
    public String toString() {
        return folder.toString();
    }
}
