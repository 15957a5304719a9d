package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Dates and times as the numbers that DuckDB keeps, refused where DuckDB would take the number for something else. */
final class EngineRange {
    /** Of 290309-12-22 (BC), the first timestamp. */
    private static final long FIRST_MICROS = -9_223_372_022_400_000_000L;

    /** Of 294247-01-10 04:00:54.775806, the last timestamp; the next number means infinity. */
    private static final long LAST_MICROS = Long.MAX_VALUE - 1;

    /** Of 5877642-06-25 (BC), the first date; the number before means minus infinity. */
    private static final long FIRST_DAY = -Integer.MAX_VALUE + 1;

    /** Of 5881580-07-10, the last date. */
    private static final long LAST_DAY = Integer.MAX_VALUE - 1;

    private EngineRange() {}

    static LocalDate checked(LocalDate date) {
        if (date.toEpochDay() < FIRST_DAY || date.toEpochDay() > LAST_DAY) {
            throw outside("date", date, "5877642-06-25 (BC)", "5881580-07-10");
        }
        return date;
    }

    /** Microseconds since midnight. */
    static long micros(LocalTime time) {
        return whole(time.toNanoOfDay() / 1000, time.toNanoOfDay() % 1000, time);
    }

    /** Microseconds since 1970-01-01, by the calendar. */
    static long micros(LocalDateTime dateTime) {
        return micros(dateTime.toInstant(ZoneOffset.UTC));
    }

    /** Microseconds since 1970-01-01 in UTC. */
    static long micros(Instant instant) {
        long micros;
        try {
            micros = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
        } catch (ArithmeticException e) {
            throw outsideTimestamps(instant);
        }
        if (micros < FIRST_MICROS || micros > LAST_MICROS) {
            throw outsideTimestamps(instant);
        }
        return whole(micros, instant.getNano() % 1000, instant);
    }

    /** Nanoseconds since 1970-01-01, by the calendar. */
    static long nanos(LocalDateTime dateTime) {
        return nanos(dateTime.toInstant(ZoneOffset.UTC));
    }

    /** Nanoseconds since 1970-01-01 in UTC. */
    static long nanos(Instant instant) {
        try {
            long nanos = Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), (long) instant.getNano());
            if (nanos > -Long.MAX_VALUE && nanos < Long.MAX_VALUE) { // the ends mean infinity
                return nanos;
            }
        } catch (ArithmeticException e) {
            throw outside("timestamp", instant, "1677-09-21 00:12:43.145224193", "2262-04-11 23:47:16.854775806");
        }
        throw outside("timestamp", instant, "1677-09-21 00:12:43.145224193", "2262-04-11 23:47:16.854775806");
    }

    private static long whole(long micros, long nanosLeft, Object value) {
        if (nanosLeft != 0) {
            throw new IllegalStateException("a source gave a time finer than microseconds: " + value);
        }
        return micros;
    }

    private static GatewayException outsideTimestamps(Instant instant) {
        return outside("timestamp", instant, "290309-12-22 (BC)", "294247-01-10 04:00:54.775806");
    }

    private static GatewayException outside(String kind, Object value, String first, String last) {
        return new GatewayException(
                ErrorCode.INVALID_VALUE,
                "The table holds the %s %s, which the engine cannot hold: its %ss go from %s to %s. Leave the column out."
                        .formatted(kind, value, kind, first, last));
    }
}
