package io.lakegate.jdbc;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A URL of the form {@code jdbc:lakegate://host:port/catalog/schema?option=value&option=value}, taken apart.
 *
 * <p>Port, catalog, schema and options may be left out. Catalog, schema and values are percent-decoded; a plus sign stands for itself.
 * An IPv6 address is written in brackets.
 */
final class LakegateUrl {
    static final String PREFIX = "jdbc:lakegate:";
    static final int DEFAULT_PORT = 8765;

    private static final String FORM = " Write jdbc:lakegate://host:port/catalog/schema?option=value.";

    private final String host;
    private final int port;
    private final Optional<String> catalog;
    private final Optional<String> schema;
    private final Map<ConnectionOption, String> options;

    private LakegateUrl(
            String host,
            int port,
            Optional<String> catalog,
            Optional<String> schema,
            Map<ConnectionOption, String> options) {
        this.host = host;
        this.port = port;
        this.catalog = catalog;
        this.schema = schema;
        this.options = Collections.unmodifiableMap(options);
    }

    /** Whether this URL is meant for Lakegate, be it right or wrong. */
    static boolean isFor(String url) {
        return url != null && url.startsWith(PREFIX);
    }

    static LakegateUrl parse(String url) throws SQLException {
        if (!isFor(url)) {
            throw wrong("it does not start with " + PREFIX + "//");
        }
        String rest = url.substring(PREFIX.length());
        if (!rest.startsWith("//")) {
            throw wrong("two slashes are missing after " + PREFIX);
        }
        rest = rest.substring(2);
        int question = rest.indexOf('?');
        String address = question < 0 ? rest : rest.substring(0, question);
        Map<ConnectionOption, String> options =
                question < 0 ? new LinkedHashMap<>() : options(rest.substring(question + 1));

        int slash = address.indexOf('/');
        String authority = slash < 0 ? address : address.substring(0, slash);
        String[] path = slash < 0 ? new String[0] : address.substring(slash + 1).split("/", -1);
        int length = path.length > 0 && path[path.length - 1].isEmpty() ? path.length - 1 : path.length;
        if (length > 2) {
            throw wrong("the path '" + address.substring(slash) + "' has more parts than catalog and schema");
        }
        return new LakegateUrl(
                host(authority),
                port(authority),
                length < 1 ? Optional.empty() : Optional.of(name("catalog", path[0])),
                length < 2 ? Optional.empty() : Optional.of(name("schema", path[1])),
                options);
    }

    /** The host as a URI spells it: an IPv6 address keeps its brackets. */
    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Optional<String> catalog() {
        return catalog;
    }

    Optional<String> schema() {
        return schema;
    }

    /** The options that the URL sets, checked. */
    Map<ConnectionOption, String> options() {
        return options;
    }

    private static String host(String authority) throws SQLException {
        if (authority.indexOf('@') >= 0) {
            throw wrong("a user cannot stand before the host: give it as option, ?user=name");
        }
        String host = authority.substring(0, endOfHost(authority));
        if (host.isEmpty()) {
            throw wrong("the host is missing");
        }
        try {
            if (new URI("http", null, host, -1, "/", null, null).getHost() != null) {
                return host;
            }
        } catch (URISyntaxException e) {
            // Said below, in words that fit a JDBC URL.
        }
        throw wrong("'" + host + "' is not a host name or address");
    }

    private static int port(String authority) throws SQLException {
        int end = endOfHost(authority);
        if (end == authority.length()) {
            return DEFAULT_PORT;
        }
        if (authority.charAt(end) != ':') {
            throw wrong("a colon is missing between the address and '" + authority.substring(end) + "'");
        }
        String port = authority.substring(end + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw wrong("the port '" + port + "' is not a number from 1 to 65535");
        }
        return Integer.parseInt(port);
    }

    private static int endOfHost(String authority) throws SQLException {
        if (authority.startsWith("[")) {
            int bracket = authority.indexOf(']');
            if (bracket < 0) {
                throw wrong("the address '" + authority + "' has no closing bracket");
            }
            return bracket + 1;
        }
        int colon = authority.indexOf(':');
        if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
            throw wrong("the IPv6 address '" + authority + "' must stand in brackets");
        }
        return colon < 0 ? authority.length() : colon;
    }

    private static String name(String what, String encoded) throws SQLException {
        String name = decode(what, encoded);
        if (name.isEmpty()) {
            throw wrong("the " + what + " is empty");
        }
        return name;
    }

    private static Map<ConnectionOption, String> options(String query) throws SQLException {
        Map<ConnectionOption, String> options = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw wrong("the option '" + pair + "' has no value");
            }
            ConnectionOption option = ConnectionOption.named(decode("option", pair.substring(0, equals)));
            String value = decode("option " + option.key(), pair.substring(equals + 1));
            option.check(value);
            if (options.put(option, value) != null) {
                throw wrong("the option " + option.key() + " is set twice");
            }
        }
        return options;
    }

    private static String decode(String what, String encoded) throws SQLException {
        try {
            // URLDecoder reads forms, where a plus sign is a space; in a JDBC URL it may well be part of a password.
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("the " + what
                    + " has a percent sign that is not followed by two hexadecimal digits; write it as %25");
        }
    }

    /** {@code why} names only the part that is wrong: the whole URL may hold a password. */
    private static SQLException wrong(String why) {
        return SqlErrors.of(SqlErrors.CANNOT_CONNECT, "The connection URL cannot be used: " + why + "." + FORM);
    }
}
