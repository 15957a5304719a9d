package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DuckLake's types in the words that all formats share. A type that we have no word for becomes the nearest one that loses nothing: an
 * unsigned number a wider one, JSON, a variant and a time with an offset their texts, a geometry its WKB.
 *
 * @see "DuckLake specification: Data Types"
 */
final class DuckLakeTypes {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\s*\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");
    static final String VARIANT = "variant";

    /** Of 2^64, and the widest that there is: numbers of 128 bits that do not fit are an error when they are read. */
    private static final LakeType UNSIGNED_64 = new LakeType.Decimal(20, 0);

    private static final LakeType HUGE = new LakeType.Decimal(LakeType.Decimal.MAX_PRECISION, 0);

    private DuckLakeTypes() {}

    /** The type of a column; empty where this version knows no such type. */
    static Optional<LakeType> of(String type, List<Field> children) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "struct" ->
                children.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new LakeType.StructOf(
                                children.stream().map(DuckLakeTypes::nested).toList()));
            case "list" ->
                children.size() == 1
                        ? Optional.of(new LakeType.ListOf(children.get(0).lakeType()))
                        : Optional.empty();
            case "map" ->
                children.size() == 2
                        ? Optional.of(new LakeType.MapOf(
                                children.get(0).lakeType(), children.get(1).lakeType()))
                        : Optional.empty();
            default -> scalar(type.toLowerCase(Locale.ROOT));
        };
    }

    private static Column nested(Field field) {
        return new Column(field.name(), field.lakeType(), true, field.comment());
    }

    private static Optional<LakeType> scalar(String type) {
        Matcher decimal = DECIMAL.matcher(type);
        if (decimal.matches()) {
            return decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        return Optional.ofNullable(
                switch (type) {
                    case "boolean" -> Simple.BOOLEAN;
                    case "int8" -> Simple.TINYINT;
                    case "int16", "uint8" -> Simple.SMALLINT;
                    case "int32", "uint16" -> Simple.INTEGER;
                    case "int64", "uint32" -> Simple.BIGINT;
                    case "uint64" -> UNSIGNED_64;
                    case "int128", "uint128" -> HUGE;
                    case "float32" -> Simple.REAL;
                    case "float64" -> Simple.DOUBLE;
                    case "time" -> Simple.TIME;
                    case "date" -> Simple.DATE;
                    case "timestamp", "timestamp_us", "timestamp_ms", "timestamp_s" -> Simple.TIMESTAMP;
                    case "timestamp_ns" -> Simple.TIMESTAMP_NS;
                    case "timestamptz" -> Simple.TIMESTAMP_TZ;
                    case "timestamptz_ns" -> Simple.TIMESTAMP_TZ_NS;
                    case "interval" -> Simple.INTERVAL;
                    case "varchar", "json", "timetz", "time_ns", VARIANT -> Simple.VARCHAR;
                    case "blob", "geometry" -> Simple.VARBINARY;
                    case "uuid" -> Simple.UUID;
                    default -> null;
                });
    }

    private static Optional<LakeType> decimal(int precision, int scale) {
        return precision < 1 || precision > LakeType.Decimal.MAX_PRECISION || scale > precision
                ? Optional.empty()
                : Optional.of(new LakeType.Decimal(precision, scale));
    }
}
