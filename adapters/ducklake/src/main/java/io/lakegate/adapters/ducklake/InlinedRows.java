package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.TableQueries.InlinedTable;
import io.lakegate.adapters.ducklake.database.Dialect;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.ColumnSource.Written;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the catalog database holds itself, read with the files in one transaction: flushing moves rows from there into files. They
 * travel as texts in DuckDB's notation, which is what DuckLake writes into other databases for types that those lack.
 */
record InlinedRows(TableName table, List<ColumnRow> columnRows, List<Wanted> wanted) {
    static final String BEGIN = "begin_snapshot";
    static final String END = "end_snapshot";

    /** How a column is selected, and how its texts are read. */
    private record Item(String sql, boolean text, Scan.TextForm form) {}

    /** The rows of a table that are alive at a snapshot; empty when there are none. */
    Optional<Scan> scan(TableQueries queries, InlinedTable inlined, long snapshot) throws SQLException {
        return scan(queries, inlined, Life.sql("i", snapshot), BEGIN, (rowId, by, column) -> "");
    }

    /** Tells what is not in the catalog of a row: the text of one of {@link Wanted#CHANGE}. */
    interface ChangeTexts {
        @Nullable
        String text(long rowId, long snapshot, Wanted column);
    }

    /**
     * The rows that fulfil a condition on {@code i}.
     *
     * @param snapshotColumn which of the two is shown as the row's snapshot
     */
    Optional<Scan> scan(
            TableQueries queries, InlinedTable inlined, String condition, String snapshotColumn, ChangeTexts change)
            throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        List<Item> items = items(queries, inlined, snapshotColumn);
        List<String> select = new ArrayList<>(List.of("i.row_id", "i." + snapshotColumn));
        items.forEach(item -> select.add(item.sql));
        queries.reader()
                .query(
                        "SELECT %s FROM %s i WHERE %s ORDER BY i.row_id"
                                .formatted(
                                        String.join(", ", select),
                                        queries.reader().table(inlined.name()),
                                        condition),
                        row -> {
                            List<@Nullable String> values = new ArrayList<>();
                            for (int i = 0; i < items.size(); i++) {
                                values.add(
                                        wanted.get(i).isOfChange()
                                                ? change.text(row.number(1), row.number(2), wanted.get(i))
                                                : row.notation(i + 3, items.get(i).text)
                                                        .orElse(null));
                            }
                            return rows.add(values);
                        });
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Scan.FromJvm(
                        wanted.stream().map(Wanted::column).toList(),
                        () -> new TextRows(wanted.stream().map(Wanted::column).toList(), rows),
                        "the catalog database holds these rows itself",
                        items.stream().map(Item::form).toList()));
    }

    /** A row that the catalog held, and the snapshot that wrote or deleted it. */
    record RowChange(long rowId, long snapshot) {}

    /** The rows of a table that were written, or deleted, from one snapshot to another. */
    static List<RowChange> changes(TableQueries queries, InlinedTable inlined, String snapshotColumn, String condition)
            throws SQLException {
        return queries.reader()
                .query(
                        "SELECT i.row_id, i.%s FROM %s i WHERE %s"
                                .formatted(snapshotColumn, queries.reader().table(inlined.name()), condition),
                        row -> new RowChange(row.number(1), row.number(2)));
    }

    private List<Item> items(TableQueries queries, InlinedTable inlined, String snapshotColumn) throws SQLException {
        List<Field> then = fieldsOf(queries, inlined);
        List<Item> items = new ArrayList<>();
        for (Wanted column : wanted) {
            if (column.isOfChange()) {
                items.add(new Item("NULL", true, plain(column.column().type())));
            } else if (column.field().isEmpty()) {
                String name = column.equals(Wanted.ROW_ID) ? "row_id" : snapshotColumn;
                items.add(new Item("i." + name, false, plain(LakeType.Simple.BIGINT)));
            } else {
                Field now = column.field().get();
                items.add(then.stream()
                        .filter(field -> field.id() == now.id())
                        .findFirst()
                        .map(field -> written(queries.reader().dialect(), field, now))
                        .orElseGet(() -> absent(now)));
            }
        }
        return items;
    }

    private static Scan.TextForm plain(LakeType type) {
        return new Scan.TextForm(type, type, Written.PLAINLY);
    }

    /** A column that the rows are older than. */
    private static Item absent(Field now) {
        String text = now.initialDefault()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .orElse("NULL");
        return new Item(text, true, plain(now.lakeType()));
    }

    private Item written(Dialect dialect, Field then, Field now) {
        boolean geometry = then.type().equalsIgnoreCase("geometry");
        if (then.children().stream()
                .flatMap(Field::all)
                .anyMatch(field -> field.isVariant() || field.type().equalsIgnoreCase("geometry"))) {
            throw CatalogErrors.unsupportedFeature(
                    table,
                    "variants or geometries inside of the column %s of rows in the catalog".formatted(now.name()));
        }
        String name = "i." + dialect.identifier(then.name());
        boolean text = then.lakeType() == LakeType.Simple.VARCHAR;
        if (dialect == Dialect.DUCKDB && then.isVariant()) {
            name = "CAST(CAST(" + name + " AS JSON) AS VARCHAR)";
        } else if (dialect == Dialect.DUCKDB) {
            name = "CAST(" + (geometry ? "ST_AsWKB(" + name + ")" : name) + " AS VARCHAR)";
        } else if (geometry) {
            throw CatalogErrors.unsupportedFeature(table, "geometries in rows that the catalog holds");
        }
        WrittenType written = WrittenType.of(table, now, WrittenType.of(then));
        return new Item(
                name,
                text,
                new Scan.TextForm(
                        then.lakeType(),
                        written.type(),
                        new Written(written.written().absentFields(), false)));
    }

    /** The columns that the table had when a table for its rows was made. */
    private List<Field> fieldsOf(TableQueries queries, InlinedTable inlined) throws SQLException {
        List<String> names = queries.reader().columnNames(inlined.name());
        List<String> own = names.subList(Math.min(3, names.size()), names.size());
        OptionalLong first = queries.firstSnapshot(inlined.schemaVersion());
        List<Long> candidates = new ArrayList<>();
        first.ifPresent(candidates::add);
        columnRows.stream().map(row -> row.life().begin()).distinct().sorted().forEach(candidates::add);
        for (long snapshot : candidates) {
            List<Field> fields = ColumnRow.at(table, columnRows, snapshot, Map.of());
            if (fields.stream().map(Field::name).toList().equals(own)) {
                return fields;
            }
        }
        throw CatalogErrors.tableDamaged(
                table,
                "the catalog does not say which columns its table %s has".formatted(inlined.name()),
                new IllegalStateException("columns " + own));
    }

    /** Rows of texts. */
    private static final class TextRows implements Rows {
        private final List<Column> columns;
        private final Iterator<List<@Nullable String>> rows;

        TextRows(List<Column> columns, List<List<@Nullable String>> rows) {
            this.columns = columns;
            this.rows = rows.iterator();
        }

        @Override
        public List<Column> columns() {
            return columns;
        }

        @Override
        public Optional<RowBatch> next(int maxRows) {
            List<List<@Nullable String>> batch = new ArrayList<>();
            while (batch.size() < maxRows && rows.hasNext()) {
                batch.add(rows.next());
            }
            return batch.isEmpty() ? Optional.empty() : Optional.of(new Batch(batch));
        }

        @Override
        public void close() {
            // the rows are in memory
        }
    }

    private record Batch(List<List<@Nullable String>> rows) implements RowBatch {
        @Override
        public int rowCount() {
            return rows.size();
        }

        @Override
        public @Nullable Object value(int column, int row) {
            return rows.get(row).get(column);
        }
    }
}
