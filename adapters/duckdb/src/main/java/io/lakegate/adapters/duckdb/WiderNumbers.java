package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import org.duckdb.DuckDBReadableVector;

/** Numbers that DuckDB delivers in a wider type than the declared one, as it does with sums; refused where they do not fit. */
final class WiderNumbers {
    private WiderNumbers() {}

    /** How numbers of the type that DuckDB calls {@code delivered} are taken from its vectors; empty when it is no type of exact numbers. */
    static Optional<VectorReader.ObjectGetter> getter(String delivered) {
        if (delivered.startsWith("DECIMAL(")) {
            return Optional.of(DuckDBReadableVector::getBigDecimal);
        }
        return switch (delivered) {
            case "TINYINT" -> Optional.of(DuckDBReadableVector::getByte);
            case "SMALLINT" -> Optional.of(DuckDBReadableVector::getShort);
            case "INTEGER" -> Optional.of(DuckDBReadableVector::getInt);
            case "BIGINT" -> Optional.of(DuckDBReadableVector::getLong);
            case "HUGEINT" -> Optional.of(DuckDBReadableVector::getHugeInt);
            default -> Optional.empty();
        };
    }

    /** A number as a long, if it fits the type of whole numbers; a fraction is rounded. */
    static long whole(Simple type, Object value) {
        BigInteger whole = value instanceof BigInteger big
                ? big
                : value instanceof BigDecimal decimal
                        ? decimal.setScale(0, RoundingMode.HALF_UP).toBigInteger()
                        : BigInteger.valueOf(((Number) value).longValue());
        if (whole.bitLength() >= bits(type)) {
            throw new GatewayException(
                    ErrorCode.NUMBER_OUT_OF_RANGE,
                    "The value %s does not fit the type %s. Cast it to a wider type.".formatted(whole, type));
        }
        return whole.longValue();
    }

    private static int bits(Simple type) {
        return switch (type) {
            case TINYINT -> Byte.SIZE;
            case SMALLINT -> Short.SIZE;
            case INTEGER -> Integer.SIZE;
            case BIGINT -> Long.SIZE;
            default -> throw new IllegalArgumentException("not a type of whole numbers: " + type);
        };
    }

    /** A number with the scale of the type, if it fits. */
    static BigDecimal decimal(LakeType.Decimal type, Object value) {
        BigDecimal number = value instanceof BigDecimal decimal
                ? decimal
                : value instanceof BigInteger big ? new BigDecimal(big) : new BigDecimal(value.toString());
        BigDecimal scaled = number.setScale(type.scale(), RoundingMode.HALF_UP);
        if (scaled.precision() > type.precision() && scaled.signum() != 0) {
            throw new GatewayException(
                    ErrorCode.NUMBER_OUT_OF_RANGE,
                    "The value %s does not fit the type %s. Cast it to a wider type or to DOUBLE."
                            .formatted(number.toPlainString(), type));
        }
        return scaled;
    }
}
