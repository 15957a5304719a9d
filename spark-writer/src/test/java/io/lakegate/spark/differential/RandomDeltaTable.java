package io.lakegate.spark.differential;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** One Delta table that Spark makes and changes at random. */
final class RandomDeltaTable extends RandomTable {
    private final Path folder;
    private final boolean mapped;
    private final boolean widening;
    private final boolean changeFeed;
    private final boolean rowTracking;

    RandomDeltaTable(SparkSession spark, RandomValues random, Path folder) {
        super(spark, random, "delta.`" + folder + "`");
        this.folder = folder;
        String mapping = random.oneOf(List.of("none", "name", "name", "id"));
        this.mapped = !mapping.equals("none");
        this.widening = random.chance(50);
        this.changeFeed = random.chance(40);
        this.rowTracking = random.chance(30);
        create(mapping);
    }

    /** They need column mapping. */
    @Override
    boolean oddNames() {
        return mapped;
    }

    private void create(String mapping) {
        List<String> names = names();
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

    @Override
    void change() {
        int kind = random.below(100);
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
}
