package io.lakegate.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What holds for one connection: the URL, the properties and the defaults put together. Immutable. */
final class ConnectionSettings {
    private final LakegateUrl url;
    private final Map<ConnectionOption, String> values;

    private ConnectionSettings(LakegateUrl url, Map<ConnectionOption, String> values) {
        this.url = url;
        this.values = values;
    }

    /**
     * Puts URL and properties together. A property wins over the same option in the URL: what a program or a log-in dialogue says
     * explicitly is newer than the text of a URL. A user or password that is empty in the properties counts as not given.
     */
    static ConnectionSettings of(String url, Properties properties) throws SQLException {
        LakegateUrl parsed = LakegateUrl.parse(url);
        Map<ConnectionOption, String> values = new EnumMap<>(ConnectionOption.class);
        values.putAll(parsed.options());
        // Also sees the defaults behind the properties, which entrySet() does not.
        for (String key : properties.stringPropertyNames()) {
            put(values, key, properties.getProperty(key));
        }
        for (Map.Entry<Object, Object> entry : properties.entrySet()) {
            put(values, String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
        }
        return new ConnectionSettings(parsed, values);
    }

    private static void put(Map<ConnectionOption, String> values, String key, String value) throws SQLException {
        ConnectionOption option = ConnectionOption.named(key);
        boolean identity = option == ConnectionOption.USER || option == ConnectionOption.PASSWORD;
        if (identity && value.isEmpty()) {
            return;
        }
        option.check(value);
        values.put(option, value);
    }

    String host() {
        return url.host();
    }

    int port() {
        return url.port();
    }

    Optional<String> catalog() {
        return url.catalog();
    }

    Optional<String> schema() {
        return url.schema();
    }

    Optional<String> user() {
        return Optional.ofNullable(values.get(ConnectionOption.USER));
    }

    Optional<String> password() {
        return Optional.ofNullable(values.get(ConnectionOption.PASSWORD));
    }

    /** Whether the gateway is reached through TLS. */
    boolean tls() {
        return value(ConnectionOption.TLS).equals("true");
    }

    /** The value of an option whose default is to be left out. */
    Optional<String> given(ConnectionOption option) {
        return Optional.of(value(option)).filter(value -> !value.isEmpty());
    }

    /** What goes into the header {@code Authorization} of every request. */
    Optional<String> authorization() {
        Optional<String> token = given(ConnectionOption.TOKEN);
        if (token.isPresent()) {
            return token.map(value -> "Bearer " + value);
        }
        if (password().isEmpty() && given(ConnectionOption.KEY_STORE).isPresent()) {
            return Optional.empty(); // the certificate says who it is
        }
        return user().map(user -> {
            byte[] pair = (user + ":" + password().orElse("")).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        });
    }

    boolean gzip() {
        return value(ConnectionOption.COMPRESSION).equals("gzip");
    }

    Duration connectTimeout() throws SQLException {
        return ConnectionOption.CONNECT_TIMEOUT.duration(value(ConnectionOption.CONNECT_TIMEOUT));
    }

    Duration responseTimeout() throws SQLException {
        return ConnectionOption.RESPONSE_TIMEOUT.duration(value(ConnectionOption.RESPONSE_TIMEOUT));
    }

    int fetchSize() throws SQLException {
        return ConnectionOption.FETCH_SIZE.count(value(ConnectionOption.FETCH_SIZE));
    }

    boolean reconnects() {
        return value(ConnectionOption.RECONNECT).equals("true");
    }

    boolean nestedAsText() {
        return value(ConnectionOption.NESTED).equals("text");
    }

    boolean instantsAsTimestamps() {
        return value(ConnectionOption.INSTANTS).equals("timestamp");
    }

    private String value(ConnectionOption option) {
        return values.getOrDefault(option, option.defaultValue());
    }

    /** Where the gateway is, for messages: {@code host:port}. */
    String address() {
        return host() + ":" + port();
    }

    /** The URL without its options, so that no password is shown. */
    String shownUrl() {
        StringBuilder text = new StringBuilder(LakegateUrl.PREFIX).append("//").append(address());
        catalog().ifPresent(catalog -> text.append('/').append(catalog));
        schema().ifPresent(schema -> text.append('/').append(schema));
        return text.toString();
    }
}
