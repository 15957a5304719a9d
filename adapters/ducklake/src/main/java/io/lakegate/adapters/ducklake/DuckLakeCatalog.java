package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of one DuckLake catalog. What its database says is asked on every call; what a snapshot holds is remembered. For any thread. */
public final class DuckLakeCatalog implements LakeCatalog {
    private static final Logger log = LoggerFactory.getLogger(DuckLakeCatalog.class);

    private final CatalogAccess access;
    private final Version newest;
    private final boolean heldFast;
    private volatile CatalogAccess.@Nullable Resolved moment;

    /**
     * Connects to nothing: a database that does not answer is an error when something is asked for.
     *
     * @param newest the state beyond which nothing is seen
     */
    public DuckLakeCatalog(String name, MetadataDatabase database, DuckLakePlaces places, Version newest) {
        this(
                new CatalogAccess(
                        requireNonNull(name, "name"),
                        database,
                        new DataPaths(
                                places.dataPath(),
                                places.moved(),
                                database.location().folder().orElse(places.base())),
                        places.storage()),
                newest,
                false);
    }

    private DuckLakeCatalog(CatalogAccess access, Version newest, boolean heldFast) {
        this.access = access;
        this.newest = requireNonNull(newest, "newest");
        this.heldFast = heldFast;
    }

    @Override
    public String name() {
        return access.name();
    }

    @Override
    public String type() {
        return "ducklake";
    }

    @Override
    public LakeCatalog atOneMoment() {
        return new DuckLakeCatalog(access, newest, true);
    }

    private CatalogAccess.Resolved resolve(Version version) {
        if (!version.equals(Version.LATEST)) {
            return notLater(version, notToCome(version, access.resolve(version)));
        }
        if (!heldFast) {
            return access.resolve(newest);
        }
        CatalogAccess.Resolved held = moment;
        if (held == null) {
            held = access.resolve(newest);
            moment = held;
        }
        return held;
    }

    /** Of a time to come nobody knows yet what will be committed until then; where newer states are not seen anyway, it does not matter. */
    private CatalogAccess.Resolved notToCome(Version asked, CatalogAccess.Resolved found) {
        boolean toCome = newest.equals(Version.LATEST)
                && asked instanceof Version.AtTime at
                && at.time().isAfter(Instant.now())
                && at.time().isAfter(found.snapshot().time());
        if (toCome) {
            throw new GatewayException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "Catalog %s has no state at %s, which is yet to come: its newest snapshot is %d of %s. Ask for an earlier time."
                            .formatted(
                                    name(),
                                    ((Version.AtTime) asked).time(),
                                    found.snapshot().id(),
                                    found.snapshot().time()));
        }
        return found;
    }

    private CatalogAccess.Resolved notLater(Version asked, CatalogAccess.Resolved found) {
        if (newest.equals(Version.LATEST)) {
            return found;
        }
        CatalogAccess.Resolved last = resolve(Version.LATEST);
        if (found.snapshot().id() <= last.snapshot().id()) {
            return found;
        }
        if (asked instanceof Version.AtTime) {
            return last; // what was committed until then and can be seen
        }
        throw new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "Catalog %s is read as of its snapshot %d of %s, and not at snapshot %d, which is later. Ask for an earlier one, or change as-of in the catalog's file."
                        .formatted(
                                name(),
                                last.snapshot().id(),
                                last.snapshot().time(),
                                found.snapshot().id()));
    }

    @Override
    public List<String> schemas() {
        return resolve(Version.LATEST).names().schemas();
    }

    @Override
    public List<String> tables(String schema) {
        return resolve(Version.LATEST).names().names(schema);
    }

    @Override
    public List<String> views(String schema) {
        return resolve(Version.LATEST).names().views().stream()
                .filter(view -> view.schema().equals(schema))
                .map(LakeView::name)
                .sorted()
                .toList();
    }

    @Override
    public Optional<TableName> find(String schema, String table) {
        return find(schema, table, Version.LATEST);
    }

    @Override
    public Optional<TableName> find(String schema, String table, Version version) {
        return resolve(version)
                .names()
                .table(schema, table)
                .map(found -> new TableName(name(), found.schema(), found.name()));
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        CatalogAccess.Resolved resolved = resolve(version);
        LakeTable found = table(table, resolved.names());
        long snapshot = resolved.snapshot().id();
        return new PinnedDuckLakeTable(
                table, found, resolved.snapshot(), access.schema(table, found, snapshot), resolved.stamp(), access);
    }

    private static LakeTable table(TableName table, LakeNames names) {
        return names.table(table.schema(), table.table())
                .orElseThrow(() -> names.view(table.schema(), table.table()).isPresent()
                        ? isView(table)
                        : CatalogErrors.tableNotFound(table, names.names(table.schema())));
    }

    private static GatewayException isView(TableName name) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "%s is a view, which has no files, history or changes of its own. Ask for its tables.".formatted(name));
    }

    @Override
    public Optional<ViewText> view(String schema, String name, Version version) {
        LakeNames names = resolve(version).names();
        if (names.table(schema, name).isPresent()) {
            return Optional.empty();
        }
        return names.view(schema, name).map(access::viewText);
    }

    @Override
    public Map<String, String> remarks(String schema) {
        CatalogAccess.Resolved resolved = resolve(Version.LATEST);
        Map<Long, String> byId = access.read(
                (reader, shape) -> Remarks.ofObjects(reader, resolved.snapshot().id()));
        return resolved.names().remarks(schema, byId);
    }

    @Override
    public Optional<String> macro(String macro) {
        long snapshot = resolve(Version.LATEST).snapshot().id();
        return access.read((reader, shape) -> Macros.find(reader, shape, macro, snapshot));
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        CatalogAccess.Resolved last = resolve(to);
        LakeTable found = table(table, last.names());
        ChangeRange range = access.range(table, from, last.snapshot());
        return new ChangesTable(
                table, found, range, access.schema(table, found, last.snapshot().id()), access);
    }

    @Override
    public List<TableFeature> features(TableName table, Version version) {
        CatalogAccess.Resolved resolved = resolve(version);
        LakeTable found = table(table, resolved.names());
        return access.read((reader, shape) -> DuckLakeFeatures.of(
                table, shape, new TableQueries(reader, shape, table, found, access.paths()), resolved.snapshot()));
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        return Optional.empty();
    }

    /** Asks the database where its data lies, unless that is configured; without an answer only what is configured can be read. */
    @Override
    public List<Path> localRoots() {
        Optional<String> root;
        try {
            root = Optional.of(access.read((reader, shape) -> access.paths().root(shape)));
        } catch (GatewayException e) {
            root = access.paths().override();
            log.warn(
                    "Where the files of catalog {} are is not known before the next start, but for data-path and moved. {}",
                    name(),
                    e.getMessage());
        }
        return access.paths().localRoots(root.filter(place -> !place.isEmpty()));
    }

    @Override
    public void close() {
        if (!heldFast) {
            access.close();
        }
    }
}
