package io.lakegate.spark.differential;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A condition in the words of both dialects.
 *
 * @param spark as Spark is asked
 * @param lakegate as the gateway is asked
 */
record RandomFilter(String spark, String lakegate) {
    /** Something that can be compared: a column or a field of one, and what values of it the table holds. */
    private record Operand(List<String> path, DataType type, List<Object> values) {
        String in(Dialect dialect) {
            return dialect.name(path);
        }
    }

    /** Makes filters over the rows of one version of a table. */
    static final class Source {
        private final RandomValues random;
        private final List<Operand> operands = new ArrayList<>();

        Source(RandomValues random, StructType schema, List<Row> rows) {
            this.random = random;
            collect(schema, List.of(), rows);
        }

        private void collect(StructType schema, List<String> parents, List<Row> rows) {
            for (int i = 0; i < schema.length(); i++) {
                StructField field = schema.fields()[i];
                int index = i;
                List<Object> values = rows.stream()
                        .map(row -> row.get(index))
                        .filter(Objects::nonNull)
                        .toList();
                List<String> path =
                        Stream.concat(parents.stream(), Stream.of(field.name())).toList();
                if (field.dataType() instanceof StructType struct) {
                    collect(struct, path, values.stream().map(Row.class::cast).toList());
                } else if (!(field.dataType() instanceof ArrayType) && !(field.dataType() instanceof MapType)) {
                    operands.add(new Operand(path, field.dataType(), values));
                }
            }
        }

        RandomFilter next() {
            return next(2);
        }

        private RandomFilter next(int depth) {
            if (depth == 0 || random.chance(50)) {
                return comparison(random.oneOf(operands));
            }
            RandomFilter left = next(depth - 1);
            return switch (random.below(3)) {
                case 0 -> new RandomFilter("NOT (" + left.spark + ")", "NOT (" + left.lakegate + ")");
                case 1 -> joined(left, " AND ", next(depth - 1));
                default -> joined(left, " OR ", next(depth - 1));
            };
        }

        private static RandomFilter joined(RandomFilter left, String word, RandomFilter right) {
            return new RandomFilter(
                    "(" + left.spark + ")" + word + "(" + right.spark + ")",
                    "(" + left.lakegate + ")" + word + "(" + right.lakegate + ")");
        }

        private RandomFilter comparison(Operand operand) {
            int kind = random.below(20);
            if (kind < 2) {
                return both(operand, dialect -> kind == 0 ? " IS NULL" : " IS NOT NULL");
            }
            if (kind < 5) {
                List<Object> values = IntStream.rangeClosed(0, random.below(4))
                        .mapToObj(i -> value(operand))
                        .toList();
                String word = kind == 2 ? " NOT IN " : " IN ";
                return both(operand, dialect -> word + dialect.literals(values));
            }
            if (kind < 8 && operand.type() instanceof StringType) {
                String word = kind == 5 ? " NOT LIKE " : " LIKE ";
                String text = (String) value(operand);
                if (random.chance(50)) {
                    String prefix = Dialect.plainPrefix(text, 1 + random.below(3));
                    return both(operand, dialect -> word + dialect.text(prefix + "%"));
                }
                String pattern =
                        text.replaceAll("[%_!]", "!$0") + random.oneOf(List.of("", "%", "%%", "_%", "%a", "!%%"));
                return both(operand, dialect -> word + dialect.text(pattern) + " ESCAPE '!'");
            }
            if (kind < 11 && !(operand.type() instanceof BooleanType)) {
                Object one = value(operand);
                Object other = value(operand);
                boolean ordered = compare(one, other) <= 0 || random.chance(10);
                Object from = ordered ? one : other;
                Object to = ordered ? other : one;
                return both(operand, dialect -> " BETWEEN " + dialect.literal(from) + " AND " + dialect.literal(to));
            }
            String word = random.oneOf(List.of(
                    " = ",
                    " = ",
                    " <> ",
                    " < ",
                    " <= ",
                    " > ",
                    " >= ",
                    " IS DISTINCT FROM ",
                    " IS NOT DISTINCT FROM "));
            Object value = value(operand);
            return both(operand, dialect -> word + dialect.literal(value));
        }

        private Object value(Operand operand) {
            return operand.values().isEmpty() || random.chance(20)
                    ? random.value(operand.type())
                    : random.oneOf(operand.values());
        }

        /** Only brings most ranges into an order in which they hold something. */
        private static int compare(Object one, Object other) {
            Comparator<Object> byText = Comparator.comparing(Object::toString);
            if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
                return a.compareTo(b);
            }
            if (one instanceof Number a && other instanceof Number b) {
                return Double.compare(a.doubleValue(), b.doubleValue());
            }
            return one instanceof Instant a && other instanceof Instant b ? a.compareTo(b) : byText.compare(one, other);
        }

        private static RandomFilter both(Operand operand, java.util.function.Function<Dialect, String> rest) {
            return new RandomFilter(
                    operand.in(Dialect.SPARK) + rest.apply(Dialect.SPARK),
                    operand.in(Dialect.LAKEGATE) + rest.apply(Dialect.LAKEGATE));
        }
    }
}
