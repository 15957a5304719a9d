package io.lakegate.adapters.testing;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.ColumnType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables of TPC-DS as Delta tables: keys and whole numbers INTEGER, money DECIMAL, dates DATE, texts VARCHAR without padding. */
public final class TpcdsDelta {
    /** The names of the tables, each a folder of this name. */
    public static final List<String> TABLES =
            tables().stream().map(TpcdsDelta::name).toList();

    private TpcdsDelta() {}

    private static List<Table> tables() {
        return Table.getBaseTables().stream()
                .filter(table -> table != Table.DBGEN_VERSION)
                .toList();
    }

    private static String name(Table table) {
        return table.name().toLowerCase(Locale.ROOT);
    }

    /** Writes all tables below a folder; of each no more than so many rows, which keeps the largest ones small. */
    public static void write(Path root, double scaleFactor, int mostRows) {
        for (Table table : tables()) {
            List<Column> columns = columns(table);
            DeltaTableWriter writer = DeltaTableWriter.create(root.resolve(name(table)), columns);
            List<Object[]> rows = new ArrayList<>();
            Session session = Session.getDefaultSession().withScale(scaleFactor);
            for (List<List<String>> generated : Results.constructResults(parent(table), session)) {
                // A row of sales brings its return, when there is one, behind it.
                int which = table == parent(table) ? 0 : 1;
                if (generated.size() > which && rows.size() < mostRows) {
                    rows.add(row(generated.get(which), columns));
                }
            }
            writer.append(rows);
        }
    }

    private static Table parent(Table table) {
        return switch (table) {
            case STORE_RETURNS -> Table.STORE_SALES;
            case CATALOG_RETURNS -> Table.CATALOG_SALES;
            case WEB_RETURNS -> Table.WEB_SALES;
            default -> table;
        };
    }

    private static List<Column> columns(Table table) {
        return Arrays.stream(table.getColumns())
                .map(column -> new Column(column.getName(), type(column.getType()), true, Optional.empty()))
                .toList();
    }

    private static LakeType type(ColumnType type) {
        return switch (type.getBase()) {
            case IDENTIFIER, INTEGER -> Simple.INTEGER;
            case DECIMAL ->
                new LakeType.Decimal(
                        type.getPrecision().orElseThrow(), type.getScale().orElse(0));
            case DATE -> Simple.DATE;
            case TIME, VARCHAR, CHAR -> Simple.VARCHAR;
        };
    }

    private static Object[] row(List<String> values, List<Column> columns) {
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = values.get(i) == null
                    ? null
                    : value(values.get(i), columns.get(i).type());
        }
        return row;
    }

    private static Object value(String text, LakeType type) {
        return type.match(
                simple -> switch (simple) {
                    case INTEGER -> Integer.valueOf(text);
                    case DATE -> LocalDate.parse(text);
                    case TIME -> LocalTime.parse(text);
                    default -> text;
                },
                decimal -> new BigDecimal(text).setScale(decimal.scale(), java.math.RoundingMode.HALF_UP),
                list -> text,
                map -> text,
                struct -> text);
    }
}
