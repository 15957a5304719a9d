package io.lakegate.server.config;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.error.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reader of a folder of configuration: {@code lakegate.yaml} and the files of {@code catalogs}. For one thread. */
public final class ConfigLoader {
    private static final String GATEWAY_FILE = "lakegate.yaml";
    private static final String CATALOGS_FOLDER = "catalogs";

    /** What the file of rules is mostly called. */
    private static final String ACCESS_FILE = "access.yaml";

    /** The name of the catalog that is not configured. */
    private static final String DEFINITIONS = "lakegate";

    /** A file of the catalogs folder that is read. Others, and those that begin with a dot, are not. */
    private static final Pattern CATALOG_FILE = Pattern.compile("(?<name>[^.].*)\\.(yaml|yml)");

    /** What can stand in SQL without quotes. */
    private static final Pattern SQL_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]{0,127}");

    private final Path directory;
    private final Function<String, Optional<String>> environment;
    private final Problems problems;

    private ConfigLoader(Path directory, Function<String, Optional<String>> environment) {
        this.directory = directory;
        this.environment = environment;
        this.problems = new Problems(directory);
    }

    /**
     * Reads and checks the whole configuration. Every key has a default or belongs to a catalog, so {@code lakegate.yaml} and the folder
     * {@code catalogs} may be missing; the directory may not.
     *
     * <p>Cost: reads the files and those they refer to, looks whether locations exist, opens no table.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} with all problems of all files, one per line, each as
     *     {@code FILE:LINE: KEY: sentence}
     */
    public static GatewayConfig load(Path directory) {
        return load(directory, name -> Optional.ofNullable(System.getenv(name)));
    }

    static GatewayConfig load(Path directory, Function<String, Optional<String>> environment) {
        return new ConfigLoader(directory, environment).load();
    }

    /** The values of an empty {@code lakegate.yaml}. */
    static Bound defaults() {
        Path nowhere = Path.of("").toAbsolutePath();
        References references = new References(nowhere, name -> Optional.empty());
        return new Binder(Settings.GATEWAY, references, new Problems(nowhere))
                .bind(new Node.Nothing(1), Place.of(nowhere));
    }

    private GatewayConfig load() {
        if (!Files.isDirectory(directory)) {
            String what = Files.exists(directory) ? "This is a file, not a folder." : "There is no such folder.";
            problems.add(
                    Place.of(directory),
                    what + " Make it, or name another with --conf: it may be empty, for all defaults.");
        }
        problems.throwIfAny();
        checkNearMisses();
        Path gatewayFile = directory.resolve(GATEWAY_FILE);
        Optional<Bound> gateway =
                isMissing(gatewayFile) ? Optional.of(defaults()) : read(gatewayFile, Settings.GATEWAY);
        gateway.flatMap(bound -> bound.find(Settings.STORE)).ifPresent(store -> StoreConfig.check(store, problems));
        gateway.flatMap(bound -> bound.find(Settings.SERVER)).ifPresent(server -> ServerConfig.check(server, problems));
        gateway.flatMap(bound -> bound.find(Settings.LIMITS)).ifPresent(limits -> OwnLimits.check(limits, problems));
        gateway.ifPresent(bound -> AuthenticationConfig.check(bound, problems));
        gateway.ifPresent(this::checkAccess);
        List<CatalogFile> catalogs = readCatalogs();
        problems.throwIfAny();
        return GatewayConfig.of(
                gateway.orElseThrow(),
                catalogs.stream()
                        .map(file -> CatalogConfig.of(file.name(), file.content(), file.path()))
                        .toList(),
                directory,
                catalogs.stream()
                        .collect(Collectors.toMap(
                                CatalogFile::name,
                                file -> StorageConfig.of(file.content().get(StorageKeys.GROUP)))));
    }

    /** The rules themselves are read again where they are used: here, so that what is wrong with them is told with all the rest. */
    private void checkAccess(Bound gateway) {
        Optional<Path> rules =
                gateway.find(SecuritySettings.ACCESS).flatMap(access -> access.find(SecuritySettings.ACCESS_RULES));
        Path usual = directory.resolve(ACCESS_FILE);
        if (rules.isPresent()) {
            readAccess(rules.get());
        } else if (!isMissing(usual)) {
            problems.add(
                    Place.of(usual),
                    "The file is not read: write access: {rules: %s} in %s, or take it away."
                            .formatted(ACCESS_FILE, GATEWAY_FILE));
        }
    }

    private Optional<Bound> readAccess(Path file) {
        Optional<Bound> found = read(file, AccessSettings.FILE);
        found.ifPresent(bound -> AccessSettings.check(bound, problems));
        return found;
    }

    /**
     * Reads a file of access rules.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} with all that is wrong with it, as {@code FILE:LINE: KEY: sentence}
     */
    public static AccessConfig access(Path file) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        ConfigLoader loader = new ConfigLoader(folder, name -> Optional.ofNullable(System.getenv(name)));
        Optional<Bound> rules = loader.readAccess(file);
        loader.problems.throwIfAny();
        return AccessConfig.of(rules.orElseThrow());
    }

    private record CatalogFile(String name, Bound content, Path path) {}

    private Optional<Bound> read(Path file, Key.Group keys) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Binder binder = new Binder(keys, new References(folder, environment), problems);
        return YamlFile.read(file, problems).map(root -> binder.bind(root, Place.of(file)));
    }

    /** A catalog's file: its type says which keys belong there. */
    private Optional<Bound> readCatalog(Path file) {
        Optional<Node> root = YamlFile.read(file, problems);
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        References references = new References(folder, environment);
        return root.map(node -> new Binder(keys(node, references), references, problems).bind(node, Place.of(file)));
    }

    /** Without a type that is known, the keys of a Delta catalog: the type is then among the problems. */
    private static Key.Group keys(Node root, References references) {
        Optional<Node> type = root instanceof Node.Keys keys
                ? Optional.ofNullable(keys.entries().get(CatalogSettings.TYPE.name()))
                        .map(Node.Entry::value)
                : Optional.empty();
        if (type.isPresent() && type.get() instanceof Node.Scalar written) {
            try {
                return CatalogSettings.BY_TYPE.getOrDefault(
                        references.fill(written.text()).value(), CatalogSettings.DELTA_KEYS);
            } catch (BadValue e) {
                return CatalogSettings.DELTA_KEYS;
            }
        }
        return CatalogSettings.DELTA_KEYS;
    }

    /** A file or folder whose name is a slip of the pen would be passed over in silence, since both may be missing. */
    private void checkNearMisses() {
        boolean noFile = isMissing(directory.resolve(GATEWAY_FILE));
        boolean noFolder = isMissing(directory.resolve(CATALOGS_FOLDER));
        for (Path entry : entries(directory)) {
            String name = fileName(entry);
            if (noFile
                    && name.matches(".*\\.ya?ml")
                    && NearestName.of(name, List.of(GATEWAY_FILE)).isPresent()) {
                problems.add(Place.of(entry), "The file is not read: its name has to be %s.".formatted(GATEWAY_FILE));
            }
            if (noFolder
                    && Files.isDirectory(entry)
                    && NearestName.of(name, List.of(CATALOGS_FOLDER)).isPresent()) {
                problems.add(
                        Place.of(entry), "The folder is not read: its name has to be %s.".formatted(CATALOGS_FOLDER));
            }
        }
    }

    private List<CatalogFile> readCatalogs() {
        Path folder = directory.resolve(CATALOGS_FOLDER);
        List<CatalogFile> catalogs = new ArrayList<>();
        if (isMissing(folder)) {
            return catalogs;
        }
        Map<String, Path> byName = new HashMap<>();
        for (Path file : entries(folder)) {
            Matcher matcher = CATALOG_FILE.matcher(fileName(file));
            if (matcher.matches()) {
                String name = matcher.group("name");
                checkName(name, file, byName);
                readCatalog(file).ifPresent(content -> {
                    CatalogChecks.check(content, problems);
                    catalogs.add(new CatalogFile(name, content, file));
                });
            }
        }
        return catalogs;
    }

    private void checkName(String name, Path file, Map<String, Path> byName) {
        if (!SQL_NAME.matcher(name).matches()) {
            problems.add(
                    Place.of(file),
                    "The name of the file is the name of the catalog, and %s cannot be one: use letters, digits, _ and -, and a letter first."
                            .formatted(Text.quoted(name)));
        }
        if (name.equalsIgnoreCase(DEFINITIONS)) {
            problems.add(
                    Place.of(file),
                    "The catalog %s is the one of external tables and views that statements make: give the file another name."
                            .formatted(DEFINITIONS));
        }
        Path other = byName.putIfAbsent(name.toLowerCase(Locale.ROOT), file);
        if (other != null) {
            problems.add(
                    Place.of(file),
                    "The catalog would have the same name as that of %s, case ignored: rename one of the two files."
                            .formatted(fileName(other)));
        }
    }

    private List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            problems.add(
                    Place.of(folder),
                    "The folder cannot be listed (%s).".formatted(e.getClass().getSimpleName()));
            return List.of();
        }
    }

    /** A link that leads nowhere, or a file that may not be seen, is not missing but a problem. */
    private static boolean isMissing(Path path) {
        return Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
