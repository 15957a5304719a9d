package io.lakegate.server.check;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tries the way to one row of a catalog: its addresses, its list of tables, and a table. For one thread. */
public final class CatalogCheck {
    private final LakeCatalog catalog;
    private final QueryEngine engine;
    private final List<CheckStep> steps = new ArrayList<>();

    private CatalogCheck(LakeCatalog catalog, QueryEngine engine) {
        this.catalog = catalog;
        this.engine = engine;
    }

    /**
     * The steps up to the first that fails; all of them passed where the catalog is well.
     *
     * @param addresses that the catalog names
     * @param addressCheck tries the way to one of them
     */
    public static List<CheckStep> of(
            LakeCatalog catalog,
            QueryEngine engine,
            List<String> addresses,
            Function<String, List<CheckStep>> addressCheck) {
        CatalogCheck check = new CatalogCheck(catalog, engine);
        for (String address : addresses) {
            check.steps.addAll(addressCheck.apply(address));
            if (check.steps.stream().anyMatch(step -> !step.passed())) {
                return List.copyOf(check.steps);
            }
        }
        check.tables().ifPresent(check::read);
        return List.copyOf(check.steps);
    }

    /** A table, if there is one. */
    private Optional<TableName> tables() {
        String name = catalog.name();
        try {
            List<String> schemas = catalog.schemas();
            Optional<TableName> first = Optional.empty();
            int count = 0;
            for (String schema : schemas) {
                List<String> tables = new ArrayList<>(catalog.tables(schema));
                tables.removeAll(catalog.views(schema));
                count += tables.size();
                first = first.or(() -> tables.stream().findFirst().map(table -> new TableName(name, schema, table)));
            }
            steps.add(
                    first.isPresent()
                            ? CheckStep.passed(
                                    "tables", name, "%d in %d schemas".formatted(count, schemas.size()))
                            : CheckStep.failed(
                                    "tables",
                                    name,
                                    "No tables were found. A folder of tables is named by location, a single one under tables in the catalog's file."));
            return first;
        } catch (GatewayException e) {
            steps.add(CheckStep.failed("tables", name, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private void read(TableName table) {
        String subject = table.toString();
        try {
            PinnedTable pinned = catalog.pin(table, Version.LATEST);
            List<Column> columns = pinned.columns();
            ScanRequest request =
                    new ScanRequest(columns.stream().map(Column::name).toList(), Filter.ANYTHING);
            EngineQuery query = new EngineQuery(
                    List.of(
                            new EngineQuery.Sql("SELECT * FROM "),
                            new EngineQuery.Table(pinned.scan(request, Reader.AUTO)),
                            new EngineQuery.Sql(" AS t LIMIT 1")),
                    columns,
                    List.of());
            try (QueryEngine.EngineStatement statement = engine.prepare(query);
                    Rows rows = statement.run()) {
                boolean any = rows.next(1).isPresent();
                steps.add(CheckStep.passed(
                        "read",
                        subject,
                        "%d columns at version %s, %s"
                                .formatted(columns.size(), pinned.version(), any ? "a row was read" : "no rows")));
            }
        } catch (GatewayException e) {
            steps.add(CheckStep.failed("read", subject, String.valueOf(e.getMessage())));
        }
    }
}
