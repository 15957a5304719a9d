package io.lakegate.spark.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** One table that Spark makes and changes at random. Its first column is {@code id}, which is never changed. */
abstract class RandomTable {
    private static final List<String> PLAIN_NAMES =
            List.of("Amount", "b", "c_3", "día", "select", "价格", "g\"q", "h'x", "i-j", "k%20l", "m.n");

    private static final List<String> ODD_NAMES =
            List.of("with space", "comma,semi;", "{brace}", "(paren)", "equal=sign", "tab\tname", "emoji 😀");

    final SparkSession spark;
    final RandomValues random;
    final String table;
    final List<String> statements = new ArrayList<>();

    /** Columns for which few values are made up, so that a table does not fall apart into one file for each row. */
    final Set<String> partitionColumns = new LinkedHashSet<>();

    private int nextId = 1;
    private int refused;

    /**
     * Nothing yet: the subclass creates the table.
     *
     * @param table its name, as Spark's statements have it
     */
    RandomTable(SparkSession spark, RandomValues random, String table) {
        this.spark = spark;
        this.random = random;
        this.table = table;
    }

    /** Changes the table in some way. */
    abstract void change() throws Exception;

    /** Whether columns may have the odd names, too. */
    abstract boolean oddNames();

    /** Whether Spark or the format refused a statement, as an update of two source rows into one. */
    boolean isRefusal(Exception e) {
        return e instanceof SparkThrowable;
    }

    /** Does something to the table. What is refused is left out and counted. */
    final void step() throws Exception {
        try {
            change();
        } catch (Exception e) { // Spark throws checked ones without declaring them.
            if (!isRefusal(e)) {
                throw e;
            }
            refused++;
            statements.add("-- refused: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** The names that columns may have, the used ones too; the caller's own. */
    final List<String> names() {
        return new ArrayList<>(
                oddNames()
                        ? Stream.concat(PLAIN_NAMES.stream(), ODD_NAMES.stream())
                                .toList()
                        : PLAIN_NAMES);
    }

    final String unusedName() {
        List<String> names = names();
        // A name that a column had before may come back: that is a case of its own for readers.
        Set<String> used = Set.of(schema().fieldNames());
        names.removeIf(used::contains);
        return names.isEmpty() ? "extra" + statements.size() : random.oneOf(names);
    }

    final void append() {
        append(table);
    }

    /** Appends rows to the table, or to a branch of it by the name that Spark has for that. */
    final void append(String target) {
        List<Row> rows = newRows(5 + random.below(40));
        int files = 1 + random.below(3);
        statements.add("-- append of %d rows in up to %d files".formatted(rows.size(), files));
        try {
            spark.createDataFrame(rows, schema())
                    .repartition(files)
                    .writeTo(target)
                    .append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException(e);
        }
    }

    final void update() {
        StructField field = random.oneOf(changeable());
        boolean simple = isPrimitive(field.dataType()) && random.chance(70);
        String value = simple ? Dialect.SPARK.literal(random.value(field.dataType())) : "NULL";
        run("UPDATE %s SET %s = %s WHERE %s".formatted(table, quoted(field.name()), value, someRows()));
    }

    final void merge() {
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

    final String someRows() {
        return switch (random.below(4)) {
            case 0 -> "id %% %d = %d".formatted(3 + random.below(5), random.below(3));
            case 1 -> "id BETWEEN %1$d AND %1$d + %2$d".formatted(1 + random.below(nextId), random.below(20));
            case 2 -> quoted(random.oneOf(changeable()).name()) + " IS NULL";
            default -> "id = " + (1 + random.below(nextId));
        };
    }

    final List<Row> newRows(int count) {
        StructType schema = schema();
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

    final List<StructField> changeable() {
        return Arrays.stream(schema().fields())
                .filter(field -> !field.name().equals("id"))
                .toList();
    }

    final StructType schema() {
        return spark.table(table).schema();
    }

    /** For Spark: the table as it was at a version. */
    final String at(long version) {
        return table + " VERSION AS OF " + version;
    }

    final int refused() {
        return refused;
    }

    /** How the table was made, for whoever looks into a difference. */
    final String statements() {
        return String.join(";\n", statements);
    }

    final void run(String sql) {
        statements.add(sql);
        spark.sql(sql).collectAsList();
    }

    static boolean isPrimitive(DataType type) {
        return !(type instanceof StructType)
                && !(type instanceof org.apache.spark.sql.types.ArrayType)
                && !(type instanceof org.apache.spark.sql.types.MapType);
    }

    static String quoted(String name) {
        return Dialect.SPARK.name(name);
    }
}
