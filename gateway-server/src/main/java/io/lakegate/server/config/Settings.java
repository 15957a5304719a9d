package io.lakegate.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every key of every configuration file: its name, what it may hold, what holds without it and what it is for. Files are read,
 * {@code docs/configuration.md} and {@code conf/lakegate.yaml} are written from these declarations.
 */
final class Settings {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final DataSize KIBIBYTE = new DataSize(1 << 10);
    private static final DataSize MEBIBYTE = new DataSize(1 << 20);

    static final Setting<String> HOST = Setting.withDefault(
            "server.host",
            HostKinds.HOST,
            "127.0.0.1",
            "The address on which the gateway listens. Without `authentication` it has to be one that only programs on this machine can reach,"
                    + " since whoever reaches the port may then read every table.");
    static final Setting<Integer> PORT = Setting.withDefault(
            "server.port",
            ValueKinds.integer(0, 65535),
            8765,
            "The port on which the gateway listens. With 0 the system picks a free one.");
    static final Setting<Path> TLS_KEY_STORE = Setting.optional(
            "server.tls.key-store",
            ValueKinds.EXISTING_FILE,
            "clients connect without TLS",
            "/etc/lakegate/key.p12",
            "A key store, PKCS12 or JKS, with the gateway's private key and its certificate. With it the port speaks TLS only, 1.2 or 1.3. A change"
                    + " of the file holds for the next connection, without a restart; one that cannot be used then leaves the certificate as it was.");
    static final Setting<Path> TLS_CERTIFICATE = Setting.optional(
            "server.tls.certificate",
            ValueKinds.EXISTING_FILE,
            "clients connect without TLS, or with what `key-store` holds",
            "/etc/lakegate/fullchain.pem",
            "Instead of a key store: the gateway's certificate in PEM format, followed by those up to its authority. Changes hold as those of `key-store`.");
    static final Setting<Path> TLS_KEY = Setting.optional(
            "server.tls.key",
            ValueKinds.EXISTING_FILE,
            "needed with `certificate`",
            "/etc/lakegate/key.pem",
            "The private key of `certificate`, in PEM format: `BEGIN PRIVATE KEY` or `BEGIN ENCRYPTED PRIVATE KEY`.");
    static final Setting<Secret> TLS_PASSWORD = Setting.optional(
            "server.tls.password",
            ValueKinds.SECRET,
            "the key store, or the key, has no password",
            "${file:/run/secrets/key-store}",
            "The password of the key store, or of the key.");
    static final Setting<Duration> DRAIN_TIME = Setting.withDefault(
            "server.drain-time",
            ValueKinds.duration(Duration.ZERO, Duration.ofDays(1)),
            Duration.ofSeconds(30),
            "How long a gateway that is asked to stop lets statements run and their rows be fetched, while it takes nothing new. What is left"
                    + " then is ended. With 0 it is ended at once.");
    static final Setting<DataSize> REQUEST_MEMORY = Setting.withDefault(
            "server.request-memory",
            ValueKinds.size(MEBIBYTE, new DataSize(1_000_000_000_000L)),
            MachineMemory::forRequests,
            "an eighth of the largest heap of the Java process (`-Xmx`), and 64 MiB at least",
            "256MiB",
            "How many bytes the bodies of all requests may hold together, from when they come in until they are answered. A request that is longer than what is"
                    + " left is refused (error 3006); short ones, up to 8 KiB, never are. One user holds half of it at the most, and those who have not said yet who they are share a quarter.");
    static final Setting<Integer> MAX_NETWORK_CONNECTIONS = Setting.withDefault(
            "server.max-network-connections",
            ValueKinds.integer(1, 1_000_000),
            4000,
            "How many network connections clients may have open at once; a driver has one or two for each connection of JDBC. Some more are taken in to hear"
                    + " that they are too many (error 4004); beyond these, clients wait until others have gone. `/health` is answered as long as there is a place.");
    static final Key.Group TLS = new Key.Group(
            "tls",
            "How clients are sure of whom they talk to.",
            List.of(TLS_KEY_STORE, TLS_CERTIFICATE, TLS_KEY, TLS_PASSWORD));
    static final Key.Group SERVER = new Key.Group(
            "server",
            "Where clients reach the gateway.",
            List.of(HOST, PORT, DRAIN_TIME, REQUEST_MEMORY, MAX_NETWORK_CONNECTIONS, TLS));

    static final Setting<DataSize> MEMORY_LIMIT = Setting.withDefault(
            "engine.memory-limit",
            ValueKinds.size(new DataSize(64 << 20), new DataSize(1_000_000_000_000_000L)),
            MachineMemory::forEngine,
            "80 % of the memory that the machine or container has beside the largest heap of the Java process (`-Xmx`, by default a quarter of it)",
            "4GB",
            "How much memory all running statements may use together, beside the memory of the Java process."
                    + " A statement that needs more writes to `temp-directory`, and fails alone when that does not help.");
    static final Setting<Integer> THREADS = Setting.withDefault(
            "engine.threads",
            ValueKinds.integer(1, 1024),
            () -> Runtime.getRuntime().availableProcessors(),
            "the number of processor cores",
            "4",
            "How many threads the engine uses for all statements together.");
    static final Setting<Path> TEMP_DIRECTORY = Setting.withDefault(
            "engine.temp-directory",
            ValueKinds.PATH,
            () -> Path.of(System.getProperty("java.io.tmpdir"), "lakegate-" + System.getProperty("user.name"))
                    .toAbsolutePath(),
            "`lakegate-USER` in the system's folder for temporary files",
            "/var/lib/lakegate/temp",
            "The folder for what does not fit into memory. It is made when it is missing.");
    static final Setting<DataSize> RESULT_CACHE_SIZE = Setting.withDefault(
            "engine.result-cache.size",
            ValueKinds.size(new DataSize(0), new DataSize(1_000_000_000_000_000L)),
            new DataSize(0),
            "How much memory answers may take that are kept for statements that ask the same again, of the same versions of the same tables, by the same"
                    + " rights. It is a part of the heap of the Java process (`-Xmx`), and as much again may be taken by answers that are just being made."
                    + " What is used least is dropped first. With 0 nothing is kept.");
    static final Setting<DataSize> LARGEST_RESULT = Setting.withDefault(
            "engine.result-cache.largest-result",
            ValueKinds.size(KIBIBYTE, new DataSize(1 << 30)),
            MEBIBYTE,
            "How much memory one answer may take to be kept. A larger one is made anew each time.");
    static final Key.Group RESULT_CACHE = new Key.Group(
            "result-cache", "Answers that are kept in memory.", List.of(RESULT_CACHE_SIZE, LARGEST_RESULT));
    static final Key.Group ENGINE = new Key.Group(
            "engine",
            "What the engine that runs the statements may use.",
            List.of(MEMORY_LIMIT, THREADS, TEMP_DIRECTORY, RESULT_CACHE));

    static final Setting<Duration> QUERY_TIMEOUT = Setting.withDefault(
            "limits.query-timeout",
            ValueKinds.duration(Duration.ZERO, YEAR),
            Duration.ZERO,
            "How long a statement may run before it is cancelled. With 0 there is no limit.");
    static final Setting<Duration> CONNECTION_IDLE = Setting.withDefault(
            "limits.connection-idle",
            ValueKinds.duration(Duration.ofSeconds(1), YEAR),
            Duration.ofMinutes(30),
            "How long a connection may go unused before the gateway closes it and everything that it holds.");
    static final Setting<Integer> MAX_CONNECTIONS = Setting.withDefault(
            "limits.max-connections",
            ValueKinds.integer(1, 1_000_000),
            1000,
            "How many connections may be open at once. One more is refused.");
    static final Setting<DataSize> FRAME_BYTES = Setting.withDefault(
            "limits.frame-bytes",
            ValueKinds.size(KIBIBYTE, new DataSize(64 << 20)),
            MEBIBYTE,
            "About how many bytes of rows go to a client in one answer. A row is never cut.");
    static final Setting<Integer> MAX_RUNNING = Setting.withDefault(
            "limits.max-running", ValueKinds.integer(1, 10_000), 64, "How many statements may run at once.");
    static final Key.Group LIMITS = new Key.Group(
            "limits",
            "What clients may ask of the gateway.",
            Stream.concat(
                            Stream.of(QUERY_TIMEOUT, CONNECTION_IDLE, MAX_CONNECTIONS, FRAME_BYTES, MAX_RUNNING),
                            UserLimitSettings.KEYS.stream())
                    .toList());

    static final Setting<Path> CACHE_DIRECTORY = Setting.withDefault(
            "cache.directory",
            ValueKinds.PATH,
            () -> Path.of(System.getProperty("java.io.tmpdir"), "lakegate-cache-" + System.getProperty("user.name"))
                    .toAbsolutePath(),
            "`lakegate-cache-USER` in the system's folder for temporary files",
            "/var/cache/lakegate",
            "The folder for parts of objects: footers and the columns that statements read. What is there is not fetched again, also after a"
                    + " restart. Several gateways on one machine may share it.");
    static final Setting<DataSize> CACHE_SIZE = Setting.withDefault(
            "cache.size",
            ValueKinds.size(MEBIBYTE, new DataSize(1_000_000_000_000_000L)),
            new DataSize(10L << 30),
            "How much is kept there. What was longest not used is dropped first. What one statement reads has to find room at once.");
    static final Setting<Integer> CACHE_THREADS = Setting.withDefault(
            "cache.threads",
            ValueKinds.integer(1, 256),
            16,
            "How many requests to stores run at once, for all statements together.");
    static final Key.Group CACHE = new Key.Group(
            "cache",
            "What is kept of objects in stores, on local disk.",
            List.of(CACHE_DIRECTORY, CACHE_SIZE, CACHE_THREADS));

    static final Setting<Path> STORE_FILE = Setting.optional(
            "store.file",
            ValueKinds.FILE,
            "`data/lakegate.db` in the folder of the configuration",
            "/var/lib/lakegate/lakegate.db",
            "The file in which the gateway keeps what CREATE EXTERNAL TABLE and CREATE VIEW make: a SQLite database. It and its folder are"
                    + " made with the first definition.");
    static final Setting<String> STORE_URL = Setting.optional(
            "store.url",
            ValueKinds.POSTGRESQL,
            "the gateway has a file of its own",
            "postgresql://db.example.com:5432/lakegate",
            "A PostgreSQL database instead of a file, for gateways that share their external tables and views. Its table"
                    + " `lakegate_definitions` is made with the first definition.");
    static final Setting<String> STORE_USER =
            Setting.optional("store.user", ValueKinds.TEXT, "none", "lakegate", "The user of the database of `url`.");
    static final Setting<Secret> STORE_PASSWORD = Setting.optional(
            "store.password",
            ValueKinds.SECRET,
            "none",
            "${env:STORE_PASSWORD}",
            "The password of the database of `url`.");
    static final Key.Group STORE = new Key.Group(
            "store",
            "Where external tables and views are kept.",
            List.of(STORE_FILE, STORE_URL, STORE_USER, STORE_PASSWORD));

    /** The keys of {@code lakegate.yaml}. */
    static final Key.Group GATEWAY = new Key.Group(
            "",
            "The gateway as a whole.",
            List.of(
                    SERVER,
                    SecuritySettings.AUTHENTICATION,
                    SecuritySettings.ACCESS,
                    SecuritySettings.AUDIT,
                    SecuritySettings.OPERATIONS,
                    ENGINE,
                    LIMITS,
                    CACHE,
                    STORE));

    private Settings() {}
}
