package io.lakegate.catalog.scan;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What metadata proves of the values of one column in some rows, exactly.
 *
 * @param values how many are not NULL
 * @param least empty where there are no values, and where the least is not proven
 * @param greatest the same of the greatest
 */
public record ColumnSummary(long values, Optional<Value> least, Optional<Value> greatest) {
    /** Of no values. */
    public static final ColumnSummary NOTHING = new ColumnSummary(0, Optional.empty(), Optional.empty());

    public ColumnSummary {
        if (values < 0 || (values == 0 && (least.isPresent() || greatest.isPresent()))) {
            throw new IllegalArgumentException("%d values from %s to %s".formatted(values, least, greatest));
        }
    }

    /** Values of which all are the same. */
    public static ColumnSummary of(long values, Value each) {
        boolean proven = values > 0 && isExact(each.type());
        Optional<Value> bound = proven ? Optional.of(each) : Optional.empty();
        return each.isNull() ? NOTHING : new ColumnSummary(values, bound, bound);
    }

    /** Values between two of them; neither is believed where they are not in order, or of a type whose bounds may be cut. */
    public static ColumnSummary of(long values, Optional<Value> least, Optional<Value> greatest) {
        boolean believed = least.isPresent()
                && greatest.isPresent()
                && isExact(least.get().type())
                && least.get().type().equals(greatest.get().type())
                && compare(least.get(), greatest.get()) <= 0;
        return new ColumnSummary(values, believed ? least : Optional.empty(), believed ? greatest : Optional.empty());
    }

    /** Whether bounds of values of a type are values themselves: not of texts and bytes, which writers cut, nor of times and floating point numbers. */
    public static boolean isExact(LakeType type) {
        if (type instanceof LakeType.Decimal) {
            return true;
        }
        return type instanceof LakeType.Simple simple
                && switch (simple) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT, DATE -> true;
                    case BOOLEAN,
                            REAL,
                            DOUBLE,
                            VARCHAR,
                            VARBINARY,
                            TIME,
                            TIMESTAMP,
                            TIMESTAMP_NS,
                            TIMESTAMP_TZ,
                            TIMESTAMP_TZ_NS,
                            UUID,
                            INTERVAL,
                            NULL -> false;
                };
    }

    /** That of these and other rows. */
    public ColumnSummary plus(ColumnSummary other) {
        if (values == 0 || other.values == 0) {
            return values == 0 ? other : this;
        }
        return new ColumnSummary(
                values + other.values, first(least, other.least, -1), first(greatest, other.greatest, 1));
    }

    /** The first of two in an order; nothing where one is not known. */
    private static Optional<Value> first(Optional<Value> a, Optional<Value> b, int sign) {
        if (a.isEmpty() || b.isEmpty() || !a.get().type().equals(b.get().type())) {
            return Optional.empty();
        }
        return Integer.signum(compare(a.get(), b.get())) == sign ? a : b;
    }

    private static int compare(Value a, Value b) {
        Object left = a.content().orElseThrow();
        Object right = b.content().orElseThrow();
        if (left instanceof BigDecimal number) {
            return number.compareTo((BigDecimal) right);
        }
        if (left instanceof LocalDate date) {
            return date.compareTo((LocalDate) right);
        }
        return Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    }
}
