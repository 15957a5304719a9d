package io.lakegate.server.endpoint;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.ColumnVector;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.server.query.ListedTable;
import io.lakegate.server.query.NamePattern;
import io.lakegate.server.session.Session.Dialect;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@link DatabaseMetaData#getColumns}: first filled, then read. Filling is for one thread.
 *
 * <p>A catalog has hundreds of thousands of columns, and most of what is told of one is told of all that have its table or its type. So rows are made by
 * columns, in which such values stand once.
 */
final class ListedColumns implements ListedTable {
    static final List<Column> COLUMNS = List.of(
            text("TABLE_CAT"),
            text("TABLE_SCHEM"),
            text("TABLE_NAME"),
            text("COLUMN_NAME"),
            number("DATA_TYPE"),
            text("TYPE_NAME"),
            number("COLUMN_SIZE"),
            number("BUFFER_LENGTH"),
            number("DECIMAL_DIGITS"),
            number("NUM_PREC_RADIX"),
            number("NULLABLE"),
            text("REMARKS"),
            text("COLUMN_DEF"),
            number("SQL_DATA_TYPE"),
            number("SQL_DATETIME_SUB"),
            number("CHAR_OCTET_LENGTH"),
            number("ORDINAL_POSITION"),
            text("IS_NULLABLE"),
            text("SCOPE_CATALOG"),
            text("SCOPE_SCHEMA"),
            text("SCOPE_TABLE"),
            new Column("SOURCE_DATA_TYPE", Simple.SMALLINT),
            text("IS_AUTOINCREMENT"),
            text("IS_GENERATEDCOLUMN"));

    private record Listed(TableName table, Column column, int position) {}

    private final Dialect dialect;
    private final List<Listed> rows = new ArrayList<>();

    ListedColumns(Dialect dialect) {
        this.dialect = dialect;
    }

    private static Column text(String name) {
        return new Column(name, Simple.VARCHAR);
    }

    private static Column number(String name) {
        return new Column(name, Simple.INTEGER);
    }

    /** Adds those columns of a table whose names fit. */
    void add(TableName table, List<Column> columns, NamePattern pattern) {
        int position = 0;
        for (Column column : columns) {
            position++;
            if (pattern.matches(column.name())) {
                rows.add(new Listed(table, column, position));
            }
        }
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public RowBatch batch(int from, int to) {
        List<Listed> part = rows.subList(from, to);
        ColumnVector nothing = ColumnVector.Repeated.constant(null, part.size());
        ColumnVector no = ColumnVector.Repeated.constant("NO", part.size());
        OfTypes types = new OfTypes(part);
        return RowBatch.of(
                part.size(),
                List.of(
                        runs(part, row -> row.table().catalog()),
                        runs(part, row -> row.table().schema()),
                        runs(part, row -> row.table().table()),
                        each(part, row -> row.column().name()),
                        types.facts(type -> WireTypes.jdbcType(type, dialect)),
                        types.facts(
                                type -> type instanceof LakeType.Decimal ? type.toString() : WireTypes.typeName(type)),
                        types.facts(ColumnSize::of),
                        nothing,
                        types.facts(ColumnSize::digits),
                        types.facts(type -> WireTypes.isNumber(type) ? 10 : null),
                        nullable(part, DatabaseMetaData.columnNoNulls, DatabaseMetaData.columnNullable),
                        runs(part, row -> row.column().comment().orElse(null)),
                        nothing,
                        nothing,
                        nothing,
                        types.facts(type -> type == Simple.VARCHAR ? Integer.MAX_VALUE : null),
                        positions(part),
                        nullable(part, "NO", "YES"),
                        nothing,
                        nothing,
                        nothing,
                        nothing,
                        no,
                        no));
    }

    /** What follows from a column's type, which few of them have for themselves. */
    private static final class OfTypes {
        private final List<LakeType> types = new ArrayList<>();
        private final int[] places;

        OfTypes(List<Listed> rows) {
            Map<LakeType, Integer> known = new LinkedHashMap<>();
            places = new int[rows.size()];
            for (int row = 0; row < places.length; row++) {
                LakeType type = rows.get(row).column().type();
                Integer place = known.putIfAbsent(type, types.size());
                if (place == null) {
                    place = types.size();
                    types.add(type);
                }
                places[row] = place;
            }
        }

        ColumnVector facts(Function<LakeType, @Nullable Object> fact) {
            return new ColumnVector.Repeated(
                    new ColumnVector.Objects(types.stream().map(fact).toArray()), places);
        }
    }

    /** Values of which one row often has that of the row before. */
    private static ColumnVector runs(List<Listed> rows, Function<Listed, @Nullable Object> value) {
        List<@Nullable Object> words = new ArrayList<>();
        int[] places = new int[rows.size()];
        for (int row = 0; row < places.length; row++) {
            Object next = value.apply(rows.get(row));
            if (words.isEmpty() || !Objects.equals(words.get(words.size() - 1), next)) {
                words.add(next);
            }
            places[row] = words.size() - 1;
        }
        return new ColumnVector.Repeated(new ColumnVector.Objects(words.toArray()), places);
    }

    private static ColumnVector each(List<Listed> rows, Function<Listed, Object> value) {
        return new ColumnVector.Objects(rows.stream().map(value).toArray());
    }

    private static ColumnVector nullable(List<Listed> rows, Object no, Object yes) {
        return new ColumnVector.Repeated(
                new ColumnVector.Objects(new @Nullable Object[] {no, yes}),
                rows.stream().mapToInt(row -> row.column().nullable() ? 1 : 0).toArray());
    }

    private static ColumnVector positions(List<Listed> rows) {
        return new ColumnVector.Integers(
                ColumnVector.Width.INT,
                IntStream.range(0, rows.size())
                        .mapToLong(row -> rows.get(row).position())
                        .toArray(),
                new BitSet());
    }
}
