package io.lakegate.server.endpoint;

import io.lakegate.adapters.calcite.ColumnOrigin;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.server.rows.JsonText;
import io.lakegate.server.session.Session.Dialect;
import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.jspecify.annotations.Nullable;

/**
 * How each type travels: what a client is told about a column, and what it is sent for a value.
 *
 * <p>Avatica's own values for times are numbers of milliseconds. Our driver gets ISO texts instead, which lose nothing; other clients get what
 * their accessors can read, and an instant as text, because they have no accessor for it.
 */
final class WireTypes {
    private static final int MICROSECOND_DIGITS = 6;
    private static final int NANOSECOND_DIGITS = 9;
    private static final int NO_PRECISION = 0;

    private WireTypes() {}

    /** What the client is told about a column of a result. */
    static ColumnMetaData column(int ordinal, Column column, Dialect dialect) {
        return column(ordinal, column, Optional.empty(), dialect);
    }

    /** The same of a column that may show one of a table. */
    static ColumnMetaData column(int ordinal, Column column, Optional<ColumnOrigin> origin, Dialect dialect) {
        LakeType type = column.type();
        AvaticaType wire = type(type, dialect);
        int precision = precision(type);
        return new ColumnMetaData(
                ordinal,
                /* autoIncrement= */ false,
                /* caseSensitive= */ type == LakeType.Simple.VARCHAR,
                /* searchable= */ true,
                /* currency= */ false,
                column.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
                /* signed= */ isNumber(type),
                displaySize(type, precision),
                column.name(),
                origin.map(ColumnOrigin::column).orElse(column.name()),
                origin.map(ColumnOrigin::schema).orElse(""),
                precision,
                scale(type),
                origin.map(ColumnOrigin::table).orElse(""),
                origin.map(ColumnOrigin::catalog).orElse(""),
                wire,
                /* readOnly= */ true,
                /* writable= */ false,
                /* definitelyWritable= */ false,
                wire.columnClassName());
    }

    /** What the client is told about a parameter. */
    static AvaticaParameter parameter(int index, LakeType type) {
        AvaticaType wire = type(type, Dialect.LAKEGATE);
        return new AvaticaParameter(
                isNumber(type),
                precision(type),
                scale(type),
                wire.id,
                wire.getName(),
                wire.columnClassName(),
                "?" + (index + 1));
    }

    private static AvaticaType type(LakeType type, Dialect dialect) {
        return type.match(
                simple -> simpleType(simple, dialect),
                decimal -> ColumnMetaData.scalar(Types.DECIMAL, "DECIMAL", Rep.NUMBER),
                list -> dialect.nestedAsText()
                        ? text(list)
                        : ColumnMetaData.array(type(list.element(), dialect), list.toString(), Rep.ARRAY),
                map -> dialect.nestedAsText() ? text(map) : entries(map, dialect),
                struct -> dialect.nestedAsText() ? text(struct) : struct(struct.fields(), dialect));
    }

    private static AvaticaType text(LakeType nested) {
        return ColumnMetaData.scalar(Types.VARCHAR, nested.toString(), Rep.STRING);
    }

    /** The protocol has no maps: a list of structs of two fields, and the name tells that it is a map. */
    private static AvaticaType entries(LakeType.MapOf map, Dialect dialect) {
        List<Column> fields = List.of(new Column("key", map.key()), new Column("value", map.value()));
        return ColumnMetaData.array(struct(fields, dialect), map.toString(), Rep.ARRAY);
    }

    private static AvaticaType struct(List<Column> fields, Dialect dialect) {
        List<ColumnMetaData> columns = new ArrayList<>();
        for (Column field : fields) {
            columns.add(column(columns.size(), field, dialect));
        }
        return ColumnMetaData.struct(columns);
    }

    private static AvaticaType simpleType(LakeType.Simple type, Dialect dialect) {
        boolean ours = dialect.isOurs();
        return switch (type) {
            case BOOLEAN -> ColumnMetaData.scalar(Types.BOOLEAN, "BOOLEAN", Rep.BOOLEAN);
            case TINYINT -> ColumnMetaData.scalar(Types.TINYINT, "TINYINT", Rep.BYTE);
            case SMALLINT -> ColumnMetaData.scalar(Types.SMALLINT, "SMALLINT", Rep.SHORT);
            case INTEGER -> ColumnMetaData.scalar(Types.INTEGER, "INTEGER", Rep.INTEGER);
            case BIGINT -> ColumnMetaData.scalar(Types.BIGINT, "BIGINT", Rep.LONG);
            case REAL -> ColumnMetaData.scalar(Types.REAL, "REAL", Rep.FLOAT);
            case DOUBLE -> ColumnMetaData.scalar(Types.DOUBLE, "DOUBLE", Rep.DOUBLE);
            case VARCHAR, UUID, INTERVAL, NULL -> ColumnMetaData.scalar(Types.VARCHAR, type.name(), Rep.STRING);
            case VARBINARY -> ColumnMetaData.scalar(Types.VARBINARY, "VARBINARY", Rep.BYTE_STRING);
            case DATE -> ColumnMetaData.scalar(Types.DATE, "DATE", ours ? Rep.STRING : Rep.INTEGER);
            case TIME -> ColumnMetaData.scalar(Types.TIME, "TIME", ours ? Rep.STRING : Rep.INTEGER);
            case TIMESTAMP, TIMESTAMP_NS ->
                ColumnMetaData.scalar(Types.TIMESTAMP, "TIMESTAMP", ours ? Rep.STRING : Rep.LONG);
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS ->
                ColumnMetaData.scalar(
                        ours ? Types.TIMESTAMP_WITH_TIMEZONE : Types.VARCHAR, "TIMESTAMP WITH TIME ZONE", Rep.STRING);
        };
    }

    /** A value as it goes into a frame; {@code value} is as {@link io.lakegate.catalog.spi.RowBatch} has it. */
    static @Nullable Object value(LakeType type, @Nullable Object value, Dialect dialect) {
        if (value == null) {
            return null;
        }
        if (type.isNested()) {
            return JsonText.of(type, value);
        }
        if (value instanceof LocalDate date) {
            return dialect.isOurs() ? date.toString() : (Object) Math.toIntExact(date.toEpochDay());
        }
        if (value instanceof LocalTime time) {
            return dialect.isOurs() ? time.toString() : (Object) (int) (time.toNanoOfDay() / 1_000_000);
        }
        if (value instanceof LocalDateTime dateTime) {
            return dialect.isOurs()
                    ? dateTime.toString()
                    : (Object) dateTime.toInstant(ZoneOffset.UTC).toEpochMilli();
        }
        if (value instanceof Instant instant) {
            return dialect.isOurs() ? instant.toString() : zonedText(instant);
        }
        return value instanceof java.util.UUID || type == LakeType.Simple.NULL ? value.toString() : value;
    }

    /** An instant for people: {@code 2024-01-02 03:04:05.678+00:00}. */
    private static String zonedText(Instant instant) {
        OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
        return DateTimeFormatter.ISO_LOCAL_DATE.format(utc) + " " + DateTimeFormatter.ISO_LOCAL_TIME.format(utc)
                + "+00:00";
    }

    static boolean isNumber(LakeType type) {
        return type.match(
                simple -> switch (simple) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE -> true;
                    default -> false;
                },
                decimal -> true,
                list -> false,
                map -> false,
                struct -> false);
    }

    /** Decimal digits of numbers, characters of times; 0 where there is no limit. */
    static int precision(LakeType type) {
        return type.match(
                simple -> switch (simple) {
                    case TINYINT -> 3;
                    case SMALLINT -> 5;
                    case INTEGER -> 10;
                    case BIGINT -> 19;
                    case REAL -> 7;
                    case DOUBLE -> 15;
                    case DATE -> 10;
                    case BOOLEAN -> 1;
                    case TIME, TIMESTAMP, TIMESTAMP_TZ -> MICROSECOND_DIGITS;
                    case TIMESTAMP_NS, TIMESTAMP_TZ_NS -> NANOSECOND_DIGITS;
                    default -> NO_PRECISION;
                },
                LakeType.Decimal::precision,
                list -> NO_PRECISION,
                map -> NO_PRECISION,
                struct -> NO_PRECISION);
    }

    static int scale(LakeType type) {
        return type instanceof LakeType.Decimal decimal ? decimal.scale() : 0;
    }

    /** The code of {@link java.sql.Types} that metadata calls state. */
    static int jdbcType(LakeType type, Dialect dialect) {
        if (dialect.nestedAsText()) {
            return type(type, Dialect.LAKEGATE).id;
        }
        return type instanceof LakeType.MapOf ? Types.OTHER : type(type, Dialect.LAKEGATE_NESTED).id;
    }

    /** The name that metadata calls state. */
    static String typeName(LakeType type) {
        return type(type, Dialect.LAKEGATE).getName();
    }

    private static int displaySize(LakeType type, int precision) {
        if (type instanceof LakeType.Decimal) {
            return precision + 2; // sign and point
        }
        return precision == NO_PRECISION ? Integer.MAX_VALUE : precision + 20;
    }
}
