package io.lakegate.spark.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** One Iceberg table that Spark makes and changes at random, maybe with a branch. */
final class RandomIcebergTable extends RandomTable {
    static final String BRANCH = "twig";

    private final String catalog;
    private final String name;
    private final int formatVersion;
    private final List<String> partitionFields = new ArrayList<>();
    private boolean branched;

    /**
     * Creates the table.
     *
     * @param catalog the name of an Iceberg catalog of Spark
     * @param name schema and table
     */
    RandomIcebergTable(SparkSession spark, RandomValues random, String catalog, String name) {
        super(spark, random, catalog + "." + name);
        this.catalog = catalog;
        this.name = name;
        this.formatVersion = random.chance(50) ? 3 : 2;
        create();
    }

    private void create() {
        List<String> names = names();
        StringBuilder columns = new StringBuilder("id BIGINT NOT NULL");
        int partitions = random.below(3);
        int columnCount = partitions + 2 + random.below(6);
        for (int i = 0; i < columnCount; i++) {
            String column = names.remove(random.below(names.size()));
            DataType type = i < partitions ? random.primitive() : random.type(2);
            if (i < partitions) {
                partitionFields.add(partitionField(column, type));
                partitionColumns.add(column);
            }
            columns.append(", ").append(quoted(column)).append(' ').append(type.sql());
        }
        String partitioning =
                partitionFields.isEmpty() ? "" : " PARTITIONED BY (" + String.join(", ", partitionFields) + ")";
        run("CREATE TABLE %s (%s) USING iceberg%s TBLPROPERTIES (%s)"
                .formatted(table, columns, partitioning, properties()));
    }

    private String properties() {
        return String.join(
                ", ",
                "'format-version' = '" + formatVersion + "'",
                "'write.format.default' = '"
                        + random.oneOf(List.of("parquet", "parquet", "parquet", "parquet", "avro", "orc")) + "'",
                "'write.delete.mode' = '" + mode() + "'",
                "'write.update.mode' = '" + mode() + "'",
                "'write.merge.mode' = '" + mode() + "'",
                "'write.delete.granularity' = '" + random.oneOf(List.of("file", "partition")) + "'",
                "'write.distribution-mode' = '" + random.oneOf(List.of("none", "hash")) + "'",
                "'write.spark.fanout.enabled' = 'true'",
                "'write.metadata.compression-codec' = '" + random.oneOf(List.of("none", "gzip")) + "'",
                "'write.metadata.metrics.default' = '"
                        + random.oneOf(List.of("truncate(16)", "truncate(1)", "full", "counts", "none")) + "'",
                "'commit.manifest.min-count-to-merge' = '" + (2 + random.below(4)) + "'");
    }

    private String mode() {
        return random.chance(80) ? "merge-on-read" : "copy-on-write";
    }

    /** A column, or what some transform makes of it. */
    private String partitionField(String column, DataType type) {
        String quoted = quoted(column);
        List<String> fields = new ArrayList<>(List.of(quoted));
        if (!(type instanceof BooleanType || type instanceof FloatType || type instanceof DoubleType)) {
            fields.add("bucket(%d, %s)".formatted(2 + random.below(5), quoted));
        }
        switch (type.typeName()) {
            case "byte", "short", "integer", "long", "string", "binary" ->
                fields.add("truncate(%d, %s)".formatted(1 + random.below(10), quoted));
            case "date" -> Stream.of("years", "months", "days").forEach(t -> fields.add(t + "(" + quoted + ")"));
            case "timestamp", "timestamp_ntz" ->
                Stream.of("years", "months", "days", "hours").forEach(t -> fields.add(t + "(" + quoted + ")"));
            // No truncated decimals: Iceberg cannot write what it makes of the most negative ones.
            default -> {}
        }
        return random.oneOf(fields);
    }

    @Override
    boolean oddNames() {
        return true;
    }

    @Override
    boolean isRefusal(Exception e) {
        return super.isRefusal(e)
                || e instanceof ValidationException
                || e instanceof IllegalArgumentException
                || e instanceof UnsupportedOperationException;
    }

    @Override
    void change() throws Exception {
        int kind = random.below(100);
        if (kind < 25) {
            append();
        } else if (kind < 28) {
            overwrite();
        } else if (kind < 42) {
            run("DELETE FROM %s WHERE %s".formatted(table, someRows()));
        } else if (kind < 52) {
            update();
        } else if (kind < 60) {
            merge();
        } else if (kind < 76) {
            changeColumn();
        } else if (kind < 84) {
            changePartitioning();
        } else if (kind < 94) {
            changeBranch();
        } else {
            maintain();
        }
    }

    private void overwrite() throws Exception {
        List<Row> rows = newRows(10 + random.below(20));
        statements.add("-- overwrite with %d rows".formatted(rows.size()));
        spark.createDataFrame(rows, schema())
                .coalesce(1)
                .writeTo(table)
                .overwrite(org.apache.spark.sql.functions.lit(true));
    }

    private void changeColumn() {
        StructField field = random.oneOf(changeable());
        String column = unusedName();
        switch (random.below(5)) {
            case 0 -> widen();
            case 1 -> {
                run("ALTER TABLE %s RENAME COLUMN %s TO %s".formatted(table, quoted(field.name()), quoted(column)));
                partitionFields.replaceAll(f -> f.replace(quoted(field.name()), quoted(column)));
                if (partitionColumns.remove(field.name())) {
                    partitionColumns.add(column);
                }
            }
            case 2 -> {
                if (!partitionColumns.contains(field.name()) && changeable().size() > 2) {
                    run("ALTER TABLE %s DROP COLUMN %s".formatted(table, quoted(field.name())));
                }
            }
            default -> add(field, column);
        }
    }

    private void add(StructField field, String column) {
        if (field.dataType() instanceof StructType && random.chance(70)) {
            run("ALTER TABLE %s ADD COLUMN %s.%s %s"
                    .formatted(
                            table,
                            quoted(field.name()),
                            "added" + statements.size(),
                            random.type(1).sql()));
            return;
        }
        DataType type = random.type(2);
        // Spark's statement for it is not in every release; where it is not, it is refused.
        String otherwise = formatVersion == 3 && isPrimitive(type) && random.chance(20)
                ? " DEFAULT " + Dialect.SPARK.literal(random.value(type))
                : "";
        run("ALTER TABLE %s ADD COLUMN %s %s%s%s"
                .formatted(table, quoted(column), type.sql(), otherwise, random.oneOf(List.of("", " AFTER id"))));
    }

    private void widen() {
        List<StructField> fields = changeable().stream()
                .filter(f -> wider(f.dataType()).isPresent())
                .toList();
        if (!fields.isEmpty()) {
            StructField field = random.oneOf(fields);
            run("ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                    .formatted(
                            table, quoted(field.name()), wider(field.dataType()).orElseThrow()));
        }
    }

    private static Optional<String> wider(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision() > 35
                    ? Optional.empty()
                    : Optional.of("DECIMAL(%d, %d)".formatted(decimal.precision() + 3, decimal.scale()));
        }
        return switch (type.typeName()) {
            case "integer" -> Optional.of("BIGINT");
            case "float" -> Optional.of("DOUBLE");
            default -> Optional.empty();
        };
    }

    private void changePartitioning() {
        List<StructField> fields =
                changeable().stream().filter(f -> isPrimitive(f.dataType())).toList();
        if (!partitionFields.isEmpty() && random.chance(40)) {
            String dropped = random.oneOf(partitionFields);
            run("ALTER TABLE %s DROP PARTITION FIELD %s".formatted(table, dropped));
            partitionFields.remove(dropped);
        } else if (!fields.isEmpty()) {
            StructField field = random.oneOf(fields);
            String added = partitionField(field.name(), field.dataType());
            run("ALTER TABLE %s ADD PARTITION FIELD %s".formatted(table, added));
            partitionFields.add(added);
            partitionColumns.add(field.name());
        }
    }

    private void changeBranch() {
        if (!branched) {
            run("ALTER TABLE %s CREATE BRANCH %s".formatted(table, BRANCH));
            branched = true;
        }
        String branch = table + ".branch_" + BRANCH;
        if (random.chance(60)) {
            append(branch);
        } else {
            run("DELETE FROM %s WHERE %s".formatted(branch, someRows()));
        }
    }

    private void maintain() {
        String call = switch (random.below(3)) {
            case 0 -> "rewrite_data_files(table => '%s', options => map('min-input-files', '2'))";
            case 1 -> "rewrite_position_delete_files(table => '%s', options => map('rewrite-all', 'true'))";
            default -> "rewrite_manifests(table => '%s', use_caching => false)";
        };
        run("CALL " + catalog + ".system." + call.formatted(name));
    }

    /** Ids, the oldest first, those of the branch among them. */
    List<Long> snapshots() {
        return spark
                .sql("SELECT snapshot_id FROM " + table + ".snapshots ORDER BY committed_at")
                .collectAsList()
                .stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    boolean branched() {
        return branched;
    }

    boolean rowLineage() {
        return formatVersion == 3;
    }
}
