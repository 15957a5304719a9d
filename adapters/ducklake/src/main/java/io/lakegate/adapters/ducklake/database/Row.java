package io.lakegate.adapters.ducklake.database;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** One row of an answer of a metadata database; columns count from 1. Valid until the next one is read. */
public final class Row {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd")
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:mm", "+00")
            .optionalEnd()
            .toFormatter();

    private final ResultSet row;

    Row(ResultSet row) {
        this.row = row;
    }

    public long number(int column) throws SQLException {
        long number = row.getLong(column);
        if (row.wasNull()) {
            throw new SQLException("column %s is NULL where a number must be"
                    .formatted(row.getMetaData().getColumnLabel(column)));
        }
        return number;
    }

    public OptionalLong optionalNumber(int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    public Optional<String> text(int column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public String requiredText(int column) throws SQLException {
        String text = row.getString(column);
        if (text == null) {
            throw new SQLException("column %s is NULL where a text must be"
                    .formatted(row.getMetaData().getColumnLabel(column)));
        }
        return text;
    }

    /**
     * A value in DuckDB's notation for its type: as it is, or of binary its characters where the type is text and escaped bytes else.
     *
     * @param isText whether the value is text
     */
    public Optional<String> notation(int column, boolean isText) throws SQLException {
        switch (row.getMetaData().getColumnType(column)) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> {
                byte[] bytes = row.getBytes(column);
                return bytes == null ? Optional.empty() : Optional.of(isText ? utf8(bytes) : escaped(bytes));
            }
            default -> {
                return text(column);
            }
        }
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return text.toString();
    }

    /** A flag, in any of the ways that databases keep one; false for NULL. */
    public boolean flag(int column) throws SQLException {
        String text = row.getString(column);
        return text != null && (text.equalsIgnoreCase("true") || text.equals("t") || text.equals("1"));
    }

    /** A time that was asked for as {@link Dialect#instant} says. */
    public Instant instant(int column) throws SQLException {
        String text = requiredText(column);
        if (text.matches("-?\\d+")) {
            return Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS);
        }
        String iso = text.strip().replace(' ', 'T');
        return TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from) instanceof OffsetDateTime zoned
                ? zoned.toInstant()
                : LocalDateTime.parse(iso, TIME).toInstant(ZoneOffset.UTC);
    }
}
