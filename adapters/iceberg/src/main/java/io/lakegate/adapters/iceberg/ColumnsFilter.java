package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.iceberg.ColumnMetrics.Bounds;
import io.lakegate.catalog.packed.PackedNumbers;
import io.lakegate.catalog.packed.PackedTexts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.BoundReference;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expression.Operation;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.ByteBuffers;

/**
 * An expression over the columns of manifests, to take out at once most files that it excludes. What it does not understand it leaves, for the
 * library's evaluators to judge. Immutable, for any thread.
 */
final class ColumnsFilter {
    private final Step step;

    /** Takes out files, by setting what is true false. */
    private interface Step {
        void narrow(ManifestColumns columns, boolean[] mayMatter);
    }

    private ColumnsFilter(Step step) {
        this.step = step;
    }

    static ColumnsFilter of(Schema schema, Expression expression) {
        return new ColumnsFilter(
                step(Binder.bind(schema.asStruct(), Expressions.rewriteNot(expression), /* caseSensitive= */ true)));
    }

    void narrow(ManifestColumns columns, boolean[] mayMatter) {
        step.narrow(columns, mayMatter);
    }

    private static Step step(Expression expression) {
        if (expression instanceof And and) {
            Step left = step(and.left());
            Step right = step(and.right());
            return (columns, mayMatter) -> {
                left.narrow(columns, mayMatter);
                right.narrow(columns, mayMatter);
            };
        } else if (expression instanceof Or or) {
            Step left = step(or.left());
            Step right = step(or.right());
            return (columns, mayMatter) -> {
                boolean[] other = mayMatter.clone();
                left.narrow(columns, mayMatter);
                right.narrow(columns, other);
                for (int file = 0; file < other.length; file++) {
                    mayMatter[file] |= other[file];
                }
            };
        } else if (expression.op() == Operation.FALSE) {
            return (columns, mayMatter) -> Arrays.fill(mayMatter, false);
        } else if (expression instanceof BoundPredicate<?> predicate
                && predicate.term() instanceof BoundReference<?> reference) {
            return predicate(predicate, reference.fieldId(), reference.type());
        }
        return (columns, mayMatter) -> {};
    }

    private static Step predicate(BoundPredicate<?> predicate, int field, Type type) {
        Optional<Literals> literals = Literals.of(predicate, type);
        return (columns, mayMatter) -> {
            ColumnMetrics metrics = columns.metrics(field);
            if (metrics == null) {
                return;
            }
            switch (predicate.op()) {
                case IS_NULL -> withoutNulls(metrics, mayMatter);
                case NOT_NULL -> withoutValues(metrics, mayMatter);
                case IS_NAN -> {
                    // Each comparison that NaN may fulfil comes with it, since the engine has NaN above every number.
                    withoutNaNs(metrics, mayMatter);
                    withoutValues(metrics, mayMatter);
                }
                case EQ, IN, LT, LT_EQ, GT, GT_EQ -> {
                    literals.ifPresent(known -> compare(predicate.op(), metrics, known, mayMatter));
                    withoutValues(metrics, mayMatter);
                }
                default -> {} // left to the library
            }
        };
    }

    private static void withoutNulls(ColumnMetrics metrics, boolean[] mayMatter) {
        for (int file = 0; file < mayMatter.length; file++) {
            mayMatter[file] &= metrics.nulls(file) != 0;
        }
    }

    private static void withoutNaNs(ColumnMetrics metrics, boolean[] mayMatter) {
        for (int file = 0; file < mayMatter.length; file++) {
            mayMatter[file] &= metrics.nans(file) != 0;
        }
    }

    private static void withoutValues(ColumnMetrics metrics, boolean[] mayMatter) {
        for (int file = 0; file < mayMatter.length; file++) {
            long values = metrics.values(file);
            mayMatter[file] &= values < 0 || metrics.nulls(file) != values;
        }
    }

    private static void compare(Operation operation, ColumnMetrics metrics, Literals literals, boolean[] mayMatter) {
        boolean byLower = operation != Operation.GT && operation != Operation.GT_EQ;
        boolean byUpper = operation != Operation.LT && operation != Operation.LT_EQ;
        Signs lowers = byLower ? literals.signs(metrics.lowers()).orElse(Signs.NONE) : Signs.NONE;
        Signs uppers = byUpper ? literals.signs(metrics.uppers()).orElse(Signs.NONE) : Signs.NONE;
        int last = literals.count() - 1;
        // Of the wanted values, the greatest is below all files, or the least above them.
        if (lowers.isAboveInAll(last) || uppers.isBelowInAll(0)) {
            Arrays.fill(mayMatter, false);
            return;
        }
        for (int file = 0; file < mayMatter.length; file++) {
            if (mayMatter[file]) {
                mayMatter[file] = mayMatter(operation, lowers, uppers, file, last);
            }
        }
    }

    private static boolean mayMatter(Operation operation, Signs lowers, Signs uppers, int file, int last) {
        return switch (operation) {
            case LT -> !lowers.has(file) || lowers.of(file, 0) < 0;
            case LT_EQ -> !lowers.has(file) || lowers.of(file, 0) <= 0;
            case GT -> !uppers.has(file) || uppers.of(file, 0) > 0;
            case GT_EQ -> !uppers.has(file) || uppers.of(file, 0) >= 0;
            default -> {
                int first = lowers.has(file) ? lowers.firstNotBelow(file, last + 1) : 0;
                yield first <= last && (!uppers.has(file) || uppers.of(file, first) >= 0);
            }
        };
    }

    /** Bounds of files, compared with the literals of a predicate. */
    private interface Signs {
        /** No file has a bound. */
        Signs NONE = new Signs() {
            @Override
            public boolean has(int file) {
                return false;
            }

            @Override
            public int of(int file, int literal) {
                throw new IllegalStateException("no bound");
            }

            @Override
            public boolean isAboveInAll(int literal) {
                return false;
            }

            @Override
            public boolean isBelowInAll(int literal) {
                return false;
            }
        };

        boolean has(int file);

        /** Below zero, zero or above zero as the bound of a file, which has one, is below, the same as or above a literal. */
        int of(int file, int literal);

        /** Whether it is known without a look at each file that all have a bound, and one above a literal. */
        boolean isAboveInAll(int literal);

        boolean isBelowInAll(int literal);

        /** The first of some literals that is not below the bound of a file. */
        default int firstNotBelow(int file, int count) {
            int from = 0;
            int to = count;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (of(file, middle) <= 0) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            return from;
        }
    }

    /** The literals of a predicate from the least to the greatest, in a form that is compared fast. */
    private interface Literals {
        int count();

        /** Empty where bounds are not written as those of the type are now. */
        Optional<Signs> signs(Bounds bounds);

        /** Empty for predicates without literals, and for types whose bounds are left to the library. */
        static Optional<Literals> of(BoundPredicate<?> predicate, Type type) {
            List<Object> values;
            if (predicate.isLiteralPredicate()) {
                Literal<?> literal = predicate.asLiteralPredicate().literal();
                values = List.of(literal.value());
            } else if (predicate.isSetPredicate()) {
                values = List.copyOf(predicate.asSetPredicate().literalSet());
            } else {
                return Optional.empty();
            }
            return switch (type.typeId()) {
                case INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO ->
                    Optional.of(ofWhole(values.stream()
                            .mapToLong(value -> ((Number) value).longValue())
                            .sorted()
                            .toArray()));
                case FLOAT, DOUBLE ->
                    Optional.of(ofFloating(values.stream()
                            .mapToDouble(value -> ((Number) value).doubleValue())
                            .sorted()
                            .toArray()));
                case STRING ->
                    values.stream().allMatch(value -> PackedTexts.isWellFormed(value.toString()))
                            ? Optional.of(ofTexts(values.stream()
                                    .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
                                    .sorted(Arrays::compareUnsigned)
                                    .toArray(byte[][]::new)))
                            : Optional.empty();
                default -> Optional.empty();
            };
        }

        private static Literals ofWhole(long[] values) {
            return new Literals() {
                @Override
                public int count() {
                    return values.length;
                }

                @Override
                public Optional<Signs> signs(Bounds bounds) {
                    return bounds.numbers().map(numbers -> wholeSigns(bounds, numbers, values));
                }
            };
        }

        private static Signs wholeSigns(Bounds bounds, PackedNumbers numbers, long[] values) {
            return new Signs() {
                @Override
                public boolean has(int file) {
                    return bounds.has(file);
                }

                @Override
                public int of(int file, int literal) {
                    return Long.compare(numbers.get(file), values[literal]);
                }

                @Override
                public boolean isAboveInAll(int literal) {
                    return bounds.isComplete() && numbers.least() > values[literal];
                }

                @Override
                public boolean isBelowInAll(int literal) {
                    return bounds.isComplete() && numbers.greatest() < values[literal];
                }
            };
        }

        private static Literals ofFloating(double[] values) {
            return new Literals() {
                @Override
                public int count() {
                    return values.length;
                }

                @Override
                public Optional<Signs> signs(Bounds bounds) {
                    return bounds.numbers().map(numbers -> floatingSigns(bounds, numbers, values));
                }
            };
        }

        private static Signs floatingSigns(Bounds bounds, PackedNumbers numbers, double[] values) {
            boolean single = bounds.width() == Float.BYTES;
            return new Signs() {
                private double bound(int file) {
                    long bits = numbers.get(file);
                    return single ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
                }

                @Override
                public boolean has(int file) {
                    return bounds.has(file) && !Double.isNaN(bound(file)); // some old writers' bounds are NaN
                }

                @Override
                public int of(int file, int literal) {
                    return Double.compare(bound(file), values[literal]);
                }

                @Override
                public boolean isAboveInAll(int literal) {
                    return false;
                }

                @Override
                public boolean isBelowInAll(int literal) {
                    return false;
                }
            };
        }

        private static Literals ofTexts(byte[][] values) {
            return new Literals() {
                @Override
                public int count() {
                    return values.length;
                }

                @Override
                public Optional<Signs> signs(Bounds bounds) {
                    return Optional.of(textSigns(bounds, bounds.texts(), values));
                }
            };
        }

        private static Signs textSigns(Bounds bounds, Optional<PackedTexts> texts, byte[][] values) {
            return new Signs() {
                @Override
                public boolean has(int file) {
                    return bounds.has(file);
                }

                @Override
                public int of(int file, int literal) {
                    if (texts.isPresent()) {
                        return texts.get().compare(file, values[literal]);
                    }
                    ByteBuffer bytes = bounds.get(file);
                    return bytes == null ? 0 : Arrays.compareUnsigned(ByteBuffers.toByteArray(bytes), values[literal]);
                }

                @Override
                public boolean isAboveInAll(int literal) {
                    return false;
                }

                @Override
                public boolean isBelowInAll(int literal) {
                    return false;
                }
            };
        }
    }
}
