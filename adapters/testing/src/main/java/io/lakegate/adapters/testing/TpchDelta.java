package io.lakegate.adapters.testing;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The eight tables of TPC-H as Delta tables: names as its text has them ({@code l_orderkey}), keys BIGINT, other whole numbers INTEGER,
 * quantities and money DECIMAL(15,2), dates DATE, texts VARCHAR.
 */
public final class TpchDelta {
    /** The names of the tables, each a folder of this name. */
    public static final List<String> TABLES =
            List.of("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier");

    private static final LakeType MONEY = new LakeType.Decimal(15, 2);

    private TpchDelta() {}

    /** Writes all tables below a folder, unpartitioned, one file each. The scale factor 0.01 gives 60,175 rows of lineitem. */
    public static void write(Path root, double scaleFactor) {
        write(root, scaleFactor, Integer.MAX_VALUE, Map.of());
    }

    /**
     * Writes all tables below a folder.
     *
     * @param partitionColumns by table, where it is to be partitioned, as {@code lineitem -> [l_shipmode]}
     */
    public static void write(
            Path root, double scaleFactor, int rowsPerFile, Map<String, List<String>> partitionColumns) {
        for (TpchTable<?> table : TpchTable.getTables()) {
            write(table, root, scaleFactor, rowsPerFile, partitionColumns);
        }
    }

    /** The columns of a table, in the order of TPC-H. */
    public static List<Column> columns(String table) {
        return TpchTable.getTable(table).getColumns().stream()
                .map(column -> new Column(column.getColumnName(), type(column), false, Optional.empty()))
                .toList();
    }

    private static <E extends TpchEntity> void write(
            TpchTable<E> table,
            Path root,
            double scaleFactor,
            int rowsPerFile,
            Map<String, List<String>> partitionColumns) {
        String name = table.getTableName();
        DeltaTableWriter writer = DeltaTableWriter.create(
                        root.resolve(name), columns(name), partitionColumns.getOrDefault(name, List.of()), Map.of())
                .rowsPerFile(rowsPerFile);
        List<Object[]> rows = new ArrayList<>();
        for (E entity : table.createGenerator(scaleFactor, 1, 1)) {
            rows.add(table.getColumns().stream()
                    .map(column -> value(column, entity))
                    .toArray());
        }
        writer.append(rows);
    }

    private static LakeType type(TpchColumn<?> column) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> Simple.BIGINT;
            case INTEGER -> Simple.INTEGER;
            case DOUBLE -> MONEY;
            case DATE -> Simple.DATE;
            case VARCHAR -> Simple.VARCHAR;
        };
    }

    private static <E extends TpchEntity> Object value(TpchColumn<E> column, E entity) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> column.getIdentifier(entity);
            case INTEGER -> column.getInteger(entity);
            // The generator computes in cents; its double is the nearest to a number with two digits.
            case DOUBLE -> BigDecimal.valueOf(column.getDouble(entity)).setScale(2, RoundingMode.HALF_EVEN);
            case DATE -> LocalDate.ofEpochDay(column.getDate(entity));
            case VARCHAR -> column.getString(entity);
        };
    }
}
