package io.lakegate.adapters.delta;

import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a data file from the URI that the log gives it.
 *
 * @see "Delta protocol: Add File and Remove File (the path is a URI as specified by RFC 2396)"
 */
final class DataFilePath {
    /** A scheme counts only before a slash: {@code part:1.parquet} is a file name that a careless writer did not encode. */
    private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(/.*)");

    private static final Pattern LOCAL_AUTHORITY = Pattern.compile("//(localhost)?(/.*)", Pattern.CASE_INSENSITIVE);

    private DataFilePath() {}

    /**
     * The absolute path of a file, or its address in an object store, with percent-encoding undone once.
     *
     * @param uri as in the log: relative to the table's root, an absolute path, a {@code file:} URI, or the URI of an object
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when no storage of ours has the file; {@link
     *     ErrorCode#TABLE_DAMAGED} when a percent sign is not followed by two digits
     */
    static String resolve(TableName table, String root, String uri) {
        Matcher scheme = WITH_SCHEME.matcher(uri);
        String path = uri;
        if (Storage.isAddress(uri) && Storage.isAddress(root)) {
            return Storage.canonicalAddress(decode(table, uri, uri));
        }
        if (scheme.matches()) {
            if (!scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
                throw notHere(table, uri);
            }
            path = scheme.group(2);
        }
        if (path.startsWith("//") && scheme.matches()) {
            Matcher authority = LOCAL_AUTHORITY.matcher(path);
            if (!authority.matches()) {
                throw notHere(table, uri);
            }
            path = authority.group(2);
        }
        String decoded = decode(table, uri, path);
        return decoded.startsWith("/") ? decoded : (root.endsWith("/") ? root : root + "/") + decoded;
    }

    private static GatewayException notHere(TableName table, String uri) {
        return new GatewayException(
                ErrorCode.STORAGE_UNREADABLE,
                "The file %s of table %s cannot be read: a table on this machine is read from local files only, and a table in an object store from that."
                        .formatted(uri, table));
    }

    private static String decode(TableName table, String uri, String path) {
        try {
            // In a form, which is what URLDecoder was made for, a plus is a space; in a path it is a plus.
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CatalogErrors.tableDamaged(table, "the path '%s' in its log is not a URI".formatted(uri), e);
        }
    }
}
