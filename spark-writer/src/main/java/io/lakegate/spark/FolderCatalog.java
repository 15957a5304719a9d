package io.lakegate.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A Spark catalog over a folder of Delta tables, so that Spark runs the very statements the gateway runs. It names tables as
 * the gateway's catalogs of {@code type: delta} do: {@code LOCATION/SCHEMA/TABLE} is {@code schema.table}, and
 * {@code LOCATION/TABLE} is {@code default.table}.
 *
 * <p>Every call is handed to Delta's own catalog, as a table at a path: what is read and written is Delta's doing alone.
 * Spark makes the instance from the setting {@code spark.sql.catalog.NAME}, see {@link SparkSessions}.
 */
public final class FolderCatalog implements TableCatalog {
    static final String LOCATION_OPTION = "location";
    private static final String DEFAULT_SCHEMA = "default";

    private String name = "";
    private Path location = Path.of("");

    /** For Spark, which calls {@link #initialize} next. */
    public FolderCatalog() {}

    @Override
    public void initialize(String catalogName, CaseInsensitiveStringMap options) {
        String folder = options.get(LOCATION_OPTION);
        if (folder == null) {
            throw new IllegalArgumentException(
                    "Catalog %1$s has no location: set spark.sql.catalog.%1$s.%2$s to a folder."
                            .formatted(catalogName, LOCATION_OPTION));
        }
        name = catalogName;
        location = Path.of(folder).toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String[] defaultNamespace() {
        return new String[] {DEFAULT_SCHEMA};
    }

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        Path folder = schemaFolder(namespace);
        if (!Files.isDirectory(folder)) {
            throw new NoSuchNamespaceException(namespace);
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.isDirectory(child.resolve("_delta_log")))
                    .sorted()
                    .map(child -> Identifier.of(namespace, child.getFileName().toString()))
                    .toArray(Identifier[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the tables in " + folder, e);
        }
    }

    @Override
    public boolean tableExists(Identifier table) {
        return deltaCatalog().tableExists(atPath(table));
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
        return deltaCatalog().loadTable(atPath(table));
    }

    @Override
    public Table loadTable(Identifier table, String version) throws NoSuchTableException {
        return deltaCatalog().loadTable(atPath(table), version);
    }

    @Override
    public Table loadTable(Identifier table, long microsSinceEpoch) throws NoSuchTableException {
        return deltaCatalog().loadTable(atPath(table), microsSinceEpoch);
    }

    @Override
    public Table createTable(Identifier table, TableInfo definition)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        return deltaCatalog().createTable(atPath(table), definition);
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) throws NoSuchTableException {
        return deltaCatalog().alterTable(atPath(table), changes);
    }

    @Override
    public boolean dropTable(Identifier table) {
        throw new UnsupportedOperationException("%s does not delete tables: delete the folder %s."
                .formatted(name, atPath(table).name()));
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw new UnsupportedOperationException("%s does not rename tables: move the folder %s."
                .formatted(name, atPath(from).name()));
    }

    private Identifier atPath(Identifier table) {
        return Identifier.of(
                new String[] {"delta"},
                schemaFolder(table.namespace()).resolve(table.name()).toString());
    }

    private Path schemaFolder(String[] namespace) {
        return namespace.length == 1 && namespace[0].equals(DEFAULT_SCHEMA)
                ? location
                : location.resolve(String.join("/", namespace));
    }

    private static TableCatalog deltaCatalog() {
        return (TableCatalog)
                SparkSession.active().sessionState().catalogManager().v2SessionCatalog();
    }
}
