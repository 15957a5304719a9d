package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Where the gateway keeps external tables and views. Sealed: there are two kinds of stores. */
public sealed interface StoreConfig {
    /** What the folder of the configuration gets when nothing is said. */
    Path DEFAULT_FILE = Path.of("data", "lakegate.db");

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(Function<Embedded, R> embedded, Function<Shared, R> shared);

    /** What a configuration in {@code directory} says. */
    static StoreConfig of(Bound bound, Path directory) {
        Optional<String> url = bound.find(Settings.STORE_URL);
        if (url.isPresent()) {
            return new Shared(
                    url.get(),
                    bound.find(Settings.STORE_USER)
                            .map(user -> new CatalogConfig.Login(
                                    user, bound.find(Settings.STORE_PASSWORD).orElse(new Secret("")))));
        }
        return new Embedded(bound.find(Settings.STORE_FILE)
                .orElseGet(() -> directory.toAbsolutePath().normalize().resolve(DEFAULT_FILE)));
    }

    /** Adds the effective settings, one per line, without what is secret. */
    default void describe(StringBuilder text) {
        String file = match(embedded -> embedded.file().toString(), shared -> "not used");
        String url = match(embedded -> "not set", Shared::toString);
        Optional<CatalogConfig.Login> login = match(embedded -> Optional.empty(), Shared::login);
        text.append("%s: %s\n%s: %s\n%s: %s\n%s: %s\n"
                .formatted(
                        Settings.STORE_FILE.path(),
                        file,
                        Settings.STORE_URL.path(),
                        url,
                        Settings.STORE_USER.path(),
                        login.map(CatalogConfig.Login::user).orElse("not set"),
                        Settings.STORE_PASSWORD.path(),
                        login.map(known -> known.password().toString()).orElse("not set")));
    }

    /** What must hold between the keys. */
    static void check(Bound store, Problems problems) {
        boolean server = store.isPresent(Settings.STORE_URL);
        if (server && store.isPresent(Settings.STORE_FILE)) {
            problems.add(store.place(), "A store is a file or a database: remove one of store.file and store.url.");
        }
        if (!server && (store.isPresent(Settings.STORE_USER) || store.isPresent(Settings.STORE_PASSWORD))) {
            problems.add(
                    store.place(),
                    "A user and a password are those of a database: name it with %s: %s, or remove them."
                            .formatted(Settings.STORE_URL.path(), Settings.STORE_URL.example()));
        }
    }

    /**
     * A database file of this gateway's own.
     *
     * @param file absolute; it and its folder are made when they are missing
     */
    record Embedded(Path file) implements StoreConfig {
        public Embedded {
            requireNonNull(file, "file");
        }

        @Override
        public <R> R match(Function<Embedded, R> embedded, Function<Shared, R> shared) {
            return embedded.apply(this);
        }
    }

    /**
     * A database that several gateways use.
     *
     * @param url {@code postgresql://HOST:PORT/DATABASE}, with options of its driver behind it, and without user and password
     */
    record Shared(String url, Optional<CatalogConfig.Login> login) implements StoreConfig {
        public Shared {
            requireNonNull(url, "url");
            requireNonNull(login, "login");
        }

        @Override
        public <R> R match(Function<Embedded, R> embedded, Function<Shared, R> shared) {
            return shared.apply(this);
        }

        /** Without the options, among which one could be a secret. */
        @Override
        public String toString() {
            return url.replaceFirst("\\?.*", "");
        }
    }
}
