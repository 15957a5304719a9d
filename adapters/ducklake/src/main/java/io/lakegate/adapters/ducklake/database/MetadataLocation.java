package io.lakegate.adapters.ducklake.database;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which database holds a catalog, and who reads it.
 *
 * @param address a path for a file, else {@code //host:port/database} with what the driver takes behind it
 * @param schema the schema of the database that holds the catalog's tables; empty for its default
 */
public record MetadataLocation(Dialect dialect, String address, Optional<String> schema, Optional<Login> login) {
    public MetadataLocation {
        requireNonNull(dialect, "dialect");
        requireNonNull(address, "address");
        requireNonNull(schema, "schema");
        requireNonNull(login, "login");
    }

    /** Who reads the database. Its text hides the password. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /**
     * Reads an address as it is configured: {@code duckdb:PATH}, {@code sqlite:PATH}, {@code postgresql://…} or {@code mysql://…}.
     *
     * @param folder from which a relative path starts
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it is none of these
     */
    public static MetadataLocation parse(
            String configured, Path folder, Optional<String> schema, Optional<Login> login) {
        int colon = configured.indexOf(':');
        Optional<Dialect> dialect = colon < 0 ? Optional.empty() : Dialect.of(configured.substring(0, colon));
        String rest = configured.substring(colon + 1);
        if (dialect.isEmpty() || rest.isEmpty() || (!dialect.get().isFile() && !rest.startsWith("//"))) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "The metadata %s names no database. Write duckdb:PATH, sqlite:PATH, postgresql://HOST:PORT/DATABASE or"
                                    .formatted(hideSecrets(configured))
                            + " mysql://HOST:PORT/DATABASE.");
        }
        String address = dialect.get().isFile()
                ? folder.toAbsolutePath().resolve(rest).normalize().toString()
                : rest;
        return new MetadataLocation(dialect.get(), address, schema, login);
    }

    /** The database itself, where it is a file. */
    public Optional<Path> file() {
        return dialect.isFile() ? Optional.of(Path.of(address)) : Optional.empty();
    }

    /** The folder from which relative paths of the catalog start, where the database is a file. */
    public Optional<Path> folder() {
        return dialect.isFile() ? Optional.ofNullable(Path.of(address).getParent()) : Optional.empty();
    }

    /** As users may read it: without what could be a password. */
    @Override
    public String toString() {
        return dialect.isFile() ? address : dialect.word() + ":" + hideSecrets(address);
    }

    private static String hideSecrets(String address) {
        String plain = address.replaceFirst("//[^/@]*@", "//");
        int query = plain.indexOf('?');
        return query < 0 ? plain : plain.substring(0, query);
    }
}
