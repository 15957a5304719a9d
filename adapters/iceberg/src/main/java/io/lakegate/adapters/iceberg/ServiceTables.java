package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.ViewText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.view.View;

/**
 * The tables that one of Iceberg's own catalogs knows. A namespace of several levels is a schema whose name has dots.
 *
 * <p>The catalog is asked on every call and connected to on the first: one that is down when the gateway starts is none of the gateway's
 * failures.
 */
final class ServiceTables implements TableFinder {
    private static final int MOST_LEVELS = 8;
    private static final int MOST_LENT = 1_000;

    private final String catalogName;
    private final ServiceConnection connection;
    private final LakeFiles files;
    private final Map<TableIdentifier, Table> opened = new ConcurrentHashMap<>();
    private final Cache<LentFor, LentAccess> lent =
            Caches.builder().maximumSize(MOST_LENT).build();

    private ServiceTables(String catalogName, ServiceConnection connection, LakeFiles files) {
        this.catalogName = catalogName;
        this.connection = connection;
        this.files = files;
    }

    static ServiceTables of(String name, IcebergSource source) {
        return new ServiceTables(
                name,
                new ServiceConnection(name, source.service().orElseThrow(), source.moved(), source.storage()),
                new LakeFiles(source.moved().prefixes(), source.storage(), source.roots()));
    }

    private <T> T ask(String doing, Function<Catalog, T> question) {
        return connection.ask(doing, question);
    }

    @Override
    public List<String> schemas() {
        return ask(
                "listing its namespaces",
                catalog -> namespaces(catalog).stream()
                        .map(ServiceTables::text)
                        .sorted()
                        .toList());
    }

    private static List<Namespace> namespaces(Catalog catalog) {
        if (!(catalog instanceof SupportsNamespaces namespaces)) {
            return List.of();
        }
        List<Namespace> found = new ArrayList<>();
        List<Namespace> level = top(namespaces);
        for (int depth = 0; depth < MOST_LEVELS && !level.isEmpty(); depth++) {
            found.addAll(level);
            List<Namespace> below = new ArrayList<>();
            level.forEach(namespace -> below.addAll(below(namespaces, namespace)));
            below.removeAll(found);
            level = below;
        }
        return found;
    }

    private static List<Namespace> top(SupportsNamespaces namespaces) {
        try {
            return namespaces.listNamespaces();
        } catch (NoSuchNamespaceException e) { // as Hadoop's catalog says it
            throw new NotFoundException(e, "its warehouse does not exist");
        }
    }

    private static List<Namespace> below(SupportsNamespaces namespaces, Namespace namespace) {
        try {
            return namespaces.listNamespaces(namespace);
        } catch (NoSuchNamespaceException | UnsupportedOperationException e) {
            return List.of(); // dropped meanwhile, or a catalog of one level
        }
    }

    private static String text(Namespace namespace) {
        return String.join(".", namespace.levels());
    }

    @Override
    public List<String> tables(String schema) {
        if (!isSchema(schema)) {
            return List.of();
        }
        return ask(
                "listing its tables",
                catalog -> Stream.concat(
                                tables(catalog, namespace(schema)).stream(),
                                ServiceViews.names(catalog, namespace(schema)).stream())
                        .sorted()
                        .distinct()
                        .toList());
    }

    @Override
    public List<String> views(String schema) {
        return isSchema(schema)
                ? ask(
                        "listing its views",
                        catalog -> ServiceViews.names(catalog, namespace(schema)).stream()
                                .sorted()
                                .toList())
                : List.of();
    }

    private static boolean isSchema(String name) {
        return !Arrays.asList(name.split("\\.", -1)).contains("");
    }

    private static List<String> tables(Catalog catalog, Namespace namespace) {
        try {
            return catalog.listTables(namespace).stream()
                    .map(TableIdentifier::name)
                    .toList();
        } catch (NoSuchNamespaceException e) {
            return List.of();
        }
    }

    private static Namespace namespace(String schema) {
        return Namespace.of(schema.split("\\.", -1));
    }

    @Override
    public Optional<String> schema(String name) {
        if (!isSchema(name)) {
            return Optional.empty();
        }
        String spelled = connection.spelled(name);
        return ask("looking for a namespace", catalog -> exists(catalog, namespace(spelled)))
                ? Optional.of(spelled)
                : TableFinder.super.schema(name);
    }

    private static boolean exists(Catalog catalog, Namespace namespace) {
        try {
            return catalog instanceof SupportsNamespaces namespaces && namespaces.namespaceExists(namespace);
        } catch (NoSuchNamespaceException e) { // as it is told where the name is none that there can be
            return false;
        }
    }

    @Override
    public TableFinder atOneMoment() {
        return new ServiceMoment(this);
    }

    @Override
    public Optional<Names> find(String schema, String table) {
        return atOneMoment().find(schema, table);
    }

    @Override
    public Optional<ViewText> view(String schema, String name, Version version) {
        return atOneMoment().view(schema, name, version);
    }

    @Override
    public OpenTable open(TableName table) {
        return atOneMoment().open(table);
    }

    /** The names as the catalog stores them, where it does so in one case only. */
    Names spelled(String schema, String table) {
        return new Names(connection.spelled(schema), connection.spelled(table));
    }

    static boolean isName(String schema, String table) {
        return isSchema(schema) && !table.isEmpty();
    }

    /** The table of exactly these names as it is now; one request of a REST catalog. */
    Optional<OpenTable> load(Names names) {
        return ask("opening table " + full(names), catalog -> {
            try {
                Table table = table(catalog, id(names));
                TableMetadata metadata = current(table);
                return Optional.of(new OpenTable(metadata, filesOf(id(names), table, metadata)));
            } catch (NoSuchTableException | NoSuchNamespaceException e) {
                return Optional.empty();
            }
        });
    }

    /** A table in a store has its files below its own location, wherever the service put that, and is read with what the service lends for it. */
    private LakeFiles filesOf(TableIdentifier id, Table table, TableMetadata metadata) {
        String location = String.valueOf(metadata.location());
        if (!Storage.isAddress(location) || !files.storage().hasStores()) {
            return files;
        }
        Storage storage = lent(id, table, location).map(LentAccess::storage).orElse(files.storage());
        return files.in(storage).and(storage.path(location).normalize());
    }

    private Optional<LentAccess> lent(TableIdentifier id, Table table, String location) {
        if (!(table.io() instanceof LakeFiles own) || !LentAccess.isIn(own.lentFor(location))) {
            return Optional.empty();
        }
        Map<String, String> now = own.lentFor(location);
        LentAccess access = lent.get(
                new LentFor(id, location),
                missing -> new LentAccess(now, () -> renewed(id, location), files.storage(), Clock.systemUTC()));
        access.renew(now);
        return Optional.of(access);
    }

    private record LentFor(TableIdentifier id, String location) {}

    private Map<String, String> renewed(TableIdentifier id, String location) {
        return ask(
                "renewing the keys of table " + id,
                catalog -> catalog.loadTable(id).io() instanceof LakeFiles own ? own.lentFor(location) : Map.of());
    }

    Optional<ViewText> loadView(Names names, Version version) {
        return ask("looking for a view", catalog -> ServiceViews.load(catalog, id(names)))
                .map(view -> text(full(names), view, version));
    }

    private static TableIdentifier id(Names names) {
        return TableIdentifier.of(namespace(names.schema()), names.table());
    }

    TableName full(Names names) {
        return new TableName(catalogName, names.schema(), names.table());
    }

    /** The table whose names differ in case only. */
    Optional<Names> tableAlike(Names names) {
        return ask("looking for a table", catalog -> alike(catalog, names, namespace -> tables(catalog, namespace)));
    }

    /** The view whose names differ in case only. */
    Optional<Names> viewAlike(Names names) {
        return ask(
                "looking for a view",
                catalog -> alike(catalog, names, namespace -> ServiceViews.names(catalog, namespace)));
    }

    /** The closest of the names that differ from the wanted ones in case only. */
    private static Optional<Names> alike(Catalog catalog, Names wanted, Function<Namespace, List<String>> listing) {
        return namespaces(catalog).stream()
                .filter(namespace -> text(namespace).equalsIgnoreCase(wanted.schema()))
                .flatMap(namespace -> listing.apply(namespace).stream()
                        .filter(wanted.table()::equalsIgnoreCase)
                        .map(found -> new Names(text(namespace), found)))
                .min(Comparator.comparing((Names names) -> !names.schema().equals(wanted.schema()))
                        .thenComparing(names -> !names.table().equals(wanted.table()))
                        .thenComparing(Names::schema)
                        .thenComparing(Names::table));
    }

    private static ViewText text(TableName name, View view, Version version) {
        if (!version.equals(Version.LATEST)) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                    "%s is a view, and views are read as they are now. Name a version or time of the tables that it reads."
                            .formatted(name));
        }
        return ServiceViews.text(name, view);
    }

    private Table table(Catalog catalog, TableIdentifier id) {
        Table known = opened.get(id);
        // Hadoop's catalog counts its metadata files: those of a table made anew have the numbers of the old one's.
        // A REST service says itself whether a table has changed, and what it vends for reading it is as fresh as the
        // answer.
        if (known != null && !(catalog instanceof HadoopCatalog) && !(catalog instanceof RESTCatalog)) {
            try {
                synchronized (known) {
                    known.refresh();
                    return known;
                }
            } catch (RuntimeException e) {
                opened.remove(id, known); // dropped, or made anew under the same name
            }
        }
        Table loaded = catalog.loadTable(id);
        opened.put(id, loaded);
        return loaded;
    }

    private TableMetadata current(Table table) {
        if (table instanceof HasTableOperations operations) {
            return operations.operations().current();
        }
        throw new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "Catalog %s does not give the metadata of its table %s.".formatted(catalogName, table.name()));
    }

    @Override
    public void close() {
        opened.clear();
        connection.close();
    }
}
