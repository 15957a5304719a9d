package io.lakegate.spark.differential;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** One Delta table that Spark makes and changes at random. Its first column is {@code id}, which is never changed. */
final class RandomTable {
    /** Good in every table. The odd ones need column mapping. */
    private static final List<String> PLAIN_NAMES =
            List.of("Amount", "b", "c_3", "día", "select", "价格", "g\"q", "h'x", "i-j", "k%20l", "m.n");

    private static final List<String> ODD_NAMES =
            List.of("with space", "comma,semi;", "{brace}", "(paren)", "equal=sign", "tab\tname", "emoji 😀");

    private final SparkSession spark;
    private final RandomValues random;
    private final Path folder;
    private final String table;
    private final boolean mapped;
    private final boolean widening;
    private final boolean changeFeed;
    private final boolean rowTracking;
    private final List<String> statements = new ArrayList<>();
    private final Set<String> partitionColumns = new LinkedHashSet<>();
    private int nextId = 1;
    private int refused;

    RandomTable(SparkSession spark, RandomValues random, Path folder) {
        this.spark = spark;
        this.random = random;
        this.folder = folder;
        this.table = "delta.`" + folder + "`";
        String mapping = random.oneOf(List.of("none", "name", "name", "id"));
        this.mapped = !mapping.equals("none");
        this.widening = random.chance(50);
        this.changeFeed = random.chance(40);
        this.rowTracking = random.chance(30);
        create(mapping);
    }

    private void create(String mapping) {
        List<String> names = new ArrayList<>(PLAIN_NAMES);
        if (mapped) {
            names.addAll(ODD_NAMES);
        }
        StringBuilder columns = new StringBuilder("id BIGINT NOT NULL");
        int partitions = random.below(3);
        int columnCount = partitions + 2 + random.below(6);
        for (int i = 0; i < columnCount; i++) {
            String name = names.remove(random.below(names.size()));
            DataType type = i < partitions ? random.primitive() : random.type(2);
            // Binary values reach the log as text, which not all bytes survive: a defect of the writer.
            type = i < partitions && type.equals(DataTypes.BinaryType) ? DataTypes.StringType : type;
            if (i < partitions) {
                partitionColumns.add(name);
            }
            columns.append(", ").append(quoted(name)).append(' ').append(type.sql());
        }
        String partitioning = partitionColumns.isEmpty()
                ? ""
                : " PARTITIONED BY ("
                        + partitionColumns.stream().map(RandomTable::quoted).collect(joining(", ")) + ")";
        run("CREATE TABLE %s (%s) USING delta%s TBLPROPERTIES (%s)"
                .formatted(table, columns, partitioning, properties(mapping)));
    }

    private String properties(String mapping) {
        return String.join(
                ", ",
                // So that a column of that type can be added later.
                "'delta.feature.timestampNtz' = 'supported'",
                "'delta.columnMapping.mode' = '" + mapping + "'",
                "'delta.enableDeletionVectors' = '" + random.chance(60) + "'",
                "'delta.enableTypeWidening' = '" + widening + "'",
                "'delta.enableRowTracking' = '" + rowTracking + "'",
                "'delta.enableChangeDataFeed' = '" + changeFeed + "'",
                "'delta.enableInCommitTimestamps' = '" + random.chance(30) + "'",
                "'delta.checkpointPolicy' = '" + random.oneOf(List.of("classic", "v2")) + "'",
                "'delta.checkpoint.writeStatsAsStruct' = '" + random.chance(50) + "'",
                "'delta.dataSkippingNumIndexedCols' = '" + random.oneOf(List.of("32", "3", "-1")) + "'",
                "'delta.checkpointInterval' = '" + (2 + random.below(4)) + "'");
    }

    /** Does something to the table. What Spark refuses, as an update of two source rows into one, is left out and counted. */
    void step() throws Exception {
        int kind = random.below(100);
        try {
            if (kind < 30) {
                append();
            } else if (kind < 34) {
                overwrite();
            } else if (kind < 46) {
                run("DELETE FROM %s WHERE %s".formatted(table, someRows()));
            } else if (kind < 56) {
                update();
            } else if (kind < 66) {
                merge();
            } else if (kind < 88) {
                changeColumn();
            } else if (kind < 95) {
                run("OPTIMIZE " + table);
            } else {
                run("REORG TABLE %s APPLY (PURGE)".formatted(table));
            }
        } catch (Exception e) { // Spark throws checked ones without declaring them.
            if (!(e instanceof SparkThrowable)) {
                throw e;
            }
            refused++;
            statements.add("-- refused: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    void append() {
        List<Row> rows = newRows(5 + random.below(40));
        int files = 1 + random.below(3);
        statements.add("-- append of %d rows in up to %d files".formatted(rows.size(), files));
        try {
            spark.createDataFrame(rows, schema())
                    .repartition(files)
                    .writeTo(table)
                    .append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException(e);
        }
    }

    private void overwrite() {
        List<Row> rows = newRows(10 + random.below(20));
        statements.add("-- overwrite with %d rows".formatted(rows.size()));
        spark.createDataFrame(rows, schema())
                .coalesce(1)
                .write()
                .format("delta")
                .mode("overwrite")
                .save(folder.toString());
    }

    private void update() {
        StructField field = random.oneOf(changeable());
        boolean simple = isPrimitive(field.dataType()) && random.chance(70);
        String value = simple ? Dialect.SPARK.literal(random.value(field.dataType())) : "NULL";
        run("UPDATE %s SET %s = %s WHERE %s".formatted(table, quoted(field.name()), value, someRows()));
    }

    private void merge() {
        int known = nextId;
        List<Row> rows = new ArrayList<>(newRows(12));
        for (int i = 0; i < 6 && known - 2 * i > 1; i++) {
            Object[] values = IntStream.range(0, rows.get(i).length())
                    .mapToObj(rows.get(i)::get)
                    .toArray();
            values[0] = known - 1 - 2L * i;
            rows.set(i, RowFactory.create(values));
        }
        spark.createDataFrame(rows, schema()).createOrReplaceTempView("source");
        String deleted = random.chance(50) ? " WHEN MATCHED AND source.id % 2 = 0 THEN DELETE" : "";
        run(
                "MERGE INTO %s AS target USING source ON target.id = source.id%s WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
                        .formatted(table, deleted));
    }

    private void changeColumn() {
        StructField field = random.oneOf(changeable());
        int kind = random.below(4);
        String name = unusedName();
        if (widening && kind == 0) {
            List<StructField> fields = changeable().stream()
                    .filter(f -> !wider(f.dataType()).isEmpty())
                    .toList();
            if (!fields.isEmpty()) {
                StructField widened = random.oneOf(fields);
                run("ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                        .formatted(table, quoted(widened.name()), random.oneOf(wider(widened.dataType()))));
            }
        } else if (mapped && kind == 1) {
            run("ALTER TABLE %s RENAME COLUMN %s TO %s".formatted(table, quoted(field.name()), quoted(name)));
            if (partitionColumns.remove(field.name())) {
                partitionColumns.add(name);
            }
        } else if (mapped
                && kind == 2
                && !partitionColumns.contains(field.name())
                && changeable().size() > 2) {
            run("ALTER TABLE %s DROP COLUMN %s".formatted(table, quoted(field.name())));
        } else if (field.dataType() instanceof StructType && random.chance(50)) {
            run("ALTER TABLE %s ADD COLUMN %s.%s %s"
                    .formatted(
                            table,
                            quoted(field.name()),
                            "added" + statements.size(),
                            random.type(1).sql()));
        } else {
            String position = random.oneOf(List.of("", " AFTER id"));
            run("ALTER TABLE %s ADD COLUMN %s %s%s"
                    .formatted(table, quoted(name), random.type(2).sql(), position));
        }
    }

    private String unusedName() {
        List<String> names = new ArrayList<>(PLAIN_NAMES);
        if (mapped) {
            names.addAll(ODD_NAMES);
        }
        // A name that a column had before may come back: that is a case of its own for readers.
        Set<String> used = Set.of(schema().fieldNames());
        names.removeIf(used::contains);
        return names.isEmpty() ? "extra" + statements.size() : random.oneOf(names);
    }

    private static List<String> wider(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision() > 34
                    ? List.of()
                    : List.of(
                            "DECIMAL(%d, %d)".formatted(decimal.precision() + 3, decimal.scale()),
                            "DECIMAL(%d, %d)".formatted(decimal.precision() + 4, decimal.scale() + 2));
        }
        return switch (type.typeName()) {
            case "byte" -> List.of("SMALLINT", "INT", "BIGINT", "DOUBLE", "DECIMAL(12, 2)");
            case "short" -> List.of("INT", "BIGINT", "DOUBLE", "DECIMAL(10, 0)");
            case "integer" -> List.of("BIGINT", "DOUBLE", "DECIMAL(12, 2)");
            case "long" -> List.of("DECIMAL(20, 0)", "DECIMAL(25, 3)");
            case "float" -> List.of("DOUBLE");
            case "date" -> List.of("TIMESTAMP_NTZ");
            default -> List.of();
        };
    }

    private String someRows() {
        return switch (random.below(4)) {
            case 0 -> "id %% %d = %d".formatted(3 + random.below(5), random.below(3));
            case 1 -> "id BETWEEN %1$d AND %1$d + %2$d".formatted(1 + random.below(nextId), random.below(20));
            case 2 -> quoted(random.oneOf(changeable()).name()) + " IS NULL";
            default -> "id = " + (1 + random.below(nextId));
        };
    }

    private List<Row> newRows(int count) {
        StructType schema = schema();
        // Few values for partition columns, so that a table does not fall apart into one file for each row.
        List<List<Object>> choices = Arrays.stream(schema.fields())
                .map(field -> partitionColumns.contains(field.name())
                        ? IntStream.range(0, 3)
                                .mapToObj(i -> random.value(field.dataType()))
                                .toList()
                        : List.<Object>of())
                .toList();
        return IntStream.range(0, count)
                .mapToObj(row -> RowFactory.create(IntStream.range(0, schema.length())
                        .mapToObj(i -> schema.fields()[i].name().equals("id")
                                ? Long.valueOf(nextId++)
                                : choices.get(i).isEmpty() || random.chance(10)
                                        ? random.valueOrNull(schema.fields()[i].dataType())
                                        : random.oneOf(choices.get(i)))
                        .toArray()))
                .toList();
    }

    private List<StructField> changeable() {
        return Arrays.stream(schema().fields())
                .filter(field -> !field.name().equals("id"))
                .toList();
    }

    StructType schema() {
        return spark.table(table).schema();
    }

    /** For Spark: the table as it was at a version. */
    String at(long version) {
        return table + " VERSION AS OF " + version;
    }

    long latestVersion() {
        return spark.sql("DESCRIBE HISTORY " + table)
                .agg(org.apache.spark.sql.functions.max("version"))
                .head()
                .getLong(0);
    }

    Path folder() {
        return folder;
    }

    boolean changeFeed() {
        return changeFeed;
    }

    boolean rowTracking() {
        return rowTracking;
    }

    int refused() {
        return refused;
    }

    /** How the table was made, for whoever looks into a difference. */
    String statements() {
        return String.join(";\n", statements);
    }

    private void run(String sql) {
        statements.add(sql);
        spark.sql(sql).collectAsList();
    }

    private static boolean isPrimitive(DataType type) {
        return !(type instanceof StructType)
                && !(type instanceof org.apache.spark.sql.types.ArrayType)
                && !(type instanceof org.apache.spark.sql.types.MapType);
    }

    private static String quoted(String name) {
        return Dialect.SPARK.name(name);
    }
}
