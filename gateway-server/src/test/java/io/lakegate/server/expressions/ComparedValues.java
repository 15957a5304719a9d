package io.lakegate.server.expressions;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.expressions.Expression.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** The same rows as a Delta table and as a table of Calcite's: values of every type, those at the edges among them, in random company. */
final class ComparedValues extends AbstractTable implements ScannableTable {
    /** What the names of a type's two columns begin with. */
    static final Map<Type, String> COLUMNS = Map.of(
            Type.BOOLEAN, "b",
            Type.INTEGER, "i",
            Type.BIGINT, "l",
            Type.DECIMAL, "n",
            Type.DOUBLE, "d",
            Type.VARCHAR, "s",
            Type.CHAR, "c",
            Type.DATE, "dt",
            Type.TIME, "tm",
            Type.TIMESTAMP, "ts");

    /** Delta has neither TIME nor CHAR: these are made of others, in both. */
    static final String VIEW =
            "(SELECT id, b1, b2, i1, i2, l1, l2, n1, n2, d1, d2, s1, s2, CAST(s1 AS CHAR(3)) AS c1, CAST(s2 AS CHAR(3)) AS c2,"
                    + " dt1, dt2, CAST(ts1 AS TIME) AS tm1, CAST(ts2 AS TIME) AS tm2, ts1, ts2 FROM s.r) AS v";

    private static final List<Type> STORED = List.of(
            Type.BOOLEAN,
            Type.INTEGER,
            Type.BIGINT,
            Type.DECIMAL,
            Type.DOUBLE,
            Type.VARCHAR,
            Type.DATE,
            Type.TIMESTAMP);
    private static final Map<Type, List<Object>> VALUES = Map.of(
            Type.BOOLEAN, List.of(true, false),
            Type.INTEGER, List.of(0, 1, -1, 2, 3, -3, 7, 10, -10, 12345, Integer.MAX_VALUE, Integer.MIN_VALUE),
            Type.BIGINT, List.of(0L, 1L, -1L, 5L, -25L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE),
            Type.DECIMAL,
                    decimals("0.00", "0.50", "1.50", "-0.50", "-1.50", "2.25", "12.34", "-99999999.99", "99999999.99"),
            Type.DOUBLE, List.of(0d, 0.5, -0.5, 1.5, -2.5, 3.25, 1e10, -1e-3, 1e300),
            Type.VARCHAR,
                    List.of(
                            "",
                            " ",
                            "a",
                            "B",
                            "abc",
                            "ABC",
                            " ab ",
                            "a%b_c",
                            "12",
                            "-3",
                            "1.5",
                            "äö",
                            "漢字",
                            "hello wORLD",
                            "2024-02-29"),
            Type.DATE,
                    dates(
                            "2024-02-29",
                            "2023-12-31",
                            "2024-01-01",
                            "1970-01-01",
                            "1969-12-31",
                            "2000-12-31",
                            "1900-03-01",
                            "2024-12-30"),
            Type.TIMESTAMP,
                    moments(
                            "2024-02-29T12:34:56.789",
                            "1970-01-01T00:00:00",
                            "1969-12-31T23:59:59.999",
                            "2023-12-31T23:59:59",
                            "2000-01-01T00:00:00",
                            "1900-03-01T06:30:00.5"));

    private final List<Object[]> rows = new ArrayList<>();

    ComparedValues(int count, long seed) {
        Random random = new Random(seed);
        for (int id = 0; id < count; id++) {
            List<Object> row = new ArrayList<>();
            row.add(id);
            for (Type type : STORED) {
                for (int column = 0; column < 2; column++) {
                    List<Object> values = VALUES.get(type);
                    row.add(random.nextInt(8) == 0 ? null : values.get(random.nextInt(values.size())));
                }
            }
            rows.add(row.toArray());
        }
    }

    private static List<Object> decimals(String... texts) {
        return List.of(texts).stream().<Object>map(BigDecimal::new).toList();
    }

    private static List<Object> dates(String... texts) {
        return List.of(texts).stream().<Object>map(LocalDate::parse).toList();
    }

    private static List<Object> moments(String... texts) {
        return List.of(texts).stream().<Object>map(LocalDateTime::parse).toList();
    }

    List<Integer> ids() {
        return rows.stream().map(row -> (Integer) row[0]).toList();
    }

    /** Writes the rows to {@code folder}. */
    void write(Path folder) {
        List<Column> columns = new ArrayList<>(List.of(new Column("id", Simple.INTEGER)));
        for (Type type : STORED) {
            columns.add(new Column(COLUMNS.get(type) + "1", lakeType(type)));
            columns.add(new Column(COLUMNS.get(type) + "2", lakeType(type)));
        }
        DeltaTableWriter.create(folder, columns).append(Collections.unmodifiableList(rows));
    }

    private static LakeType lakeType(Type type) {
        return switch (type) {
            case BOOLEAN -> Simple.BOOLEAN;
            case INTEGER -> Simple.INTEGER;
            case BIGINT -> Simple.BIGINT;
            case DECIMAL -> new LakeType.Decimal(10, 2);
            case DOUBLE -> Simple.DOUBLE;
            case DATE -> Simple.DATE;
            case TIMESTAMP -> Simple.TIMESTAMP;
            default -> Simple.VARCHAR;
        };
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder().add("id", SqlTypeName.INTEGER);
        for (Type type : STORED) {
            for (String column : List.of("1", "2")) {
                RelDataType plain = switch (type) {
                    case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, 10, 2);
                    case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
                    default -> factory.createSqlType(SqlTypeName.valueOf(type.name()));
                };
                builder.add(COLUMNS.get(type) + column, factory.createTypeWithNullability(plain, true));
            }
        }
        return builder.build();
    }

    @Override
    public Enumerable<Object[]> scan(DataContext root) {
        return Linq4j.asEnumerable(rows.stream()
                .map(row -> java.util.Arrays.stream(row)
                        .map(ComparedValues::internal)
                        .toArray())
                .toList());
    }

    /** Calcite's runtime keeps dates as days and timestamps as milliseconds. */
    private static Object internal(Object value) {
        if (value instanceof LocalDate date) {
            return (int) date.toEpochDay();
        }
        return value instanceof LocalDateTime time
                ? time.toInstant(ZoneOffset.UTC).toEpochMilli()
                : value;
    }
}
