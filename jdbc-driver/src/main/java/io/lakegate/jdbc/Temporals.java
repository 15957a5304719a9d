package io.lakegate.jdbc;

import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Conversions to dates and times.
 *
 * <p>What java.sql's classes show is what the database shows: 1500-06-01 stays 1500-06-01, although {@link Date} counts days before 1582
 * in the Julian calendar. A calendar given by the caller tells the zone in which a date and time without zone is meant. An instant is
 * shown in that zone too, or in the JVM's when there is none, wherever its target has no zone. A date and time without zone is never
 * guessed to be an instant, except by {@link #toTimestamp}, as JDBC wants it.
 */
final class Temporals {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);
    /** Without the plus sign that ISO puts before years that have five digits. */
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 10, SignStyle.NORMAL)
            .appendPattern("-MM-dd")
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendLiteral(' ')
            .append(TIME)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIMESTAMP_WITH_TIMEZONE = new DateTimeFormatterBuilder()
            .append(TIMESTAMP)
            .appendOffset("+HH:MM", "+00:00")
            .toFormatter(Locale.ROOT);

    private Temporals() {}

    /** SQL's text for a date. */
    static String text(LocalDate value) {
        return DATE.format(value);
    }

    /** SQL's text for a time: as many digits of the second as it has, none when it is whole. */
    static String text(LocalTime value) {
        return TIME.format(value);
    }

    /** SQL's text for a timestamp: a space between date and time. */
    static String text(LocalDateTime value) {
        return TIMESTAMP.format(value);
    }

    /** SQL's text for an instant: as a timestamp, with the offset behind it. */
    static String text(OffsetDateTime value) {
        return TIMESTAMP_WITH_TIMEZONE.format(value);
    }

    static LocalDate toLocalDate(Object value) throws SQLException {
        return value instanceof LocalDate
                ? (LocalDate) value
                : toLocalDateTime(value, "DATE", null).toLocalDate();
    }

    static LocalTime toLocalTime(Object value) throws SQLException {
        return toLocalTime(value, null);
    }

    private static LocalTime toLocalTime(Object value, Calendar calendar) throws SQLException {
        if (value instanceof LocalTime) {
            return (LocalTime) value;
        }
        if (value instanceof LocalDate) {
            throw Conversions.impossible(value, "TIME");
        }
        if (value instanceof String) {
            try {
                return LocalTime.parse(((String) value).trim());
            } catch (DateTimeException e) {
                // Perhaps a date stands before it.
            }
        }
        return toLocalDateTime(value, "TIME", calendar).toLocalTime();
    }

    static LocalDateTime toLocalDateTime(Object value) throws SQLException {
        return toLocalDateTime(value, "TIMESTAMP", null);
    }

    private static LocalDateTime toLocalDateTime(Object value, String target, Calendar calendar) throws SQLException {
        if (value instanceof LocalDateTime) {
            return (LocalDateTime) value;
        }
        if (value instanceof LocalDate) {
            return ((LocalDate) value).atStartOfDay();
        }
        if (value instanceof OffsetDateTime) {
            return LocalDateTime.ofInstant(((OffsetDateTime) value).toInstant(), zone(calendar));
        }
        if (value instanceof String) {
            return toLocalDateTime(parse((String) value, target), target, calendar);
        }
        throw Conversions.impossible(value, target);
    }

    /** The instant, in UTC. */
    static OffsetDateTime toOffsetDateTime(Object value) throws SQLException {
        if (value instanceof OffsetDateTime) {
            return (OffsetDateTime) value;
        }
        Object parsed = value instanceof String ? parse((String) value, "TIMESTAMP WITH TIME ZONE") : value;
        if (parsed instanceof OffsetDateTime) {
            return ((OffsetDateTime) parsed).withOffsetSameInstant(ZoneOffset.UTC);
        }
        throw Conversions.impossible(value, "TIMESTAMP WITH TIME ZONE");
    }

    static Instant toInstant(Object value) throws SQLException {
        return toOffsetDateTime(value).toInstant();
    }

    /** A LocalDate, LocalDateTime or OffsetDateTime out of ISO's or SQL's text. */
    private static Object parse(String text, String target) throws SQLException {
        String iso = text.trim();
        int space = iso.indexOf(' ');
        if (space > 0) {
            iso = iso.substring(0, space) + 'T' + iso.substring(space + 1);
        }
        try {
            if (iso.indexOf('T') < 0) {
                return LocalDate.parse(iso);
            }
            return DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeException e) {
            throw SqlErrors.of(
                    SqlErrors.NOT_A_DATETIME,
                    "The text '" + Conversions.shown(text) + "' cannot be read as " + target
                            + ". Write dates as 2024-01-31 and times as 13:45:00.",
                    e);
        }
    }

    /** Midnight of the date in the calendar's zone, or in the JVM's. */
    static Date toDate(Object value, Calendar calendar) throws SQLException {
        if (value instanceof LocalTime) {
            throw Conversions.impossible(value, "DATE");
        }
        LocalDate date = toLocalDateTime(value, "DATE", calendar).toLocalDate();
        return calendar == null
                ? Date.valueOf(date)
                : new Date(fields(date.atStartOfDay(), calendar).getTimeInMillis());
    }

    /** The time on 1970-01-01 in the calendar's zone, or in the JVM's; finer than milliseconds is cut off. */
    static Time toTime(Object value, Calendar calendar) throws SQLException {
        LocalDateTime time = toLocalTime(value, calendar).atDate(LocalDate.EPOCH);
        long millis = calendar == null
                ? Timestamp.valueOf(time.withNano(0)).getTime()
                : fields(time, calendar).getTimeInMillis();
        return new Time(millis + time.get(ChronoField.MILLI_OF_SECOND));
    }

    /** The instant itself; or the instant that a timestamp without zone means in the calendar's zone, or in the JVM's. */
    static Timestamp toTimestamp(Object value, Calendar calendar) throws SQLException {
        Object known = value instanceof String ? parseDateOrTime((String) value) : value;
        if (known instanceof OffsetDateTime) {
            return Timestamp.from(((OffsetDateTime) known).toInstant());
        }
        LocalDateTime local = known instanceof LocalTime
                ? ((LocalTime) known).atDate(LocalDate.EPOCH)
                : toLocalDateTime(known, "TIMESTAMP", calendar);
        if (calendar == null) {
            return Timestamp.valueOf(local);
        }
        Timestamp timestamp = new Timestamp(fields(local, calendar).getTimeInMillis());
        timestamp.setNanos(local.get(ChronoField.NANO_OF_SECOND));
        return timestamp;
    }

    private static Object parseDateOrTime(String text) throws SQLException {
        try {
            return LocalTime.parse(text.trim());
        } catch (DateTimeException e) {
            return parse(text, "TIMESTAMP");
        }
    }

    /** What the date shows in the calendar's zone, or in the JVM's. */
    static LocalDate shown(Date date, Calendar calendar) {
        return calendar == null
                ? date.toLocalDate()
                : shown(date.getTime(), calendar).toLocalDate();
    }

    /** What the time shows in the calendar's zone, or in the JVM's, with its milliseconds. */
    static LocalTime shown(Time time, Calendar calendar) {
        return shown(new Timestamp(time.getTime()), calendar).toLocalTime();
    }

    /** What the timestamp shows in the calendar's zone, or in the JVM's. */
    static LocalDateTime shown(Timestamp timestamp, Calendar calendar) {
        return calendar == null
                ? timestamp.toLocalDateTime()
                : shown(timestamp.getTime(), calendar).withNano(timestamp.getNanos());
    }

    private static LocalDateTime shown(long millis, Calendar calendar) {
        Calendar fields = new GregorianCalendar(calendar.getTimeZone(), Locale.ROOT);
        fields.setTimeInMillis(millis);
        int year = fields.get(Calendar.YEAR);
        return LocalDateTime.of(
                fields.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
                fields.get(Calendar.MONTH) + 1,
                fields.get(Calendar.DAY_OF_MONTH),
                fields.get(Calendar.HOUR_OF_DAY),
                fields.get(Calendar.MINUTE),
                fields.get(Calendar.SECOND));
    }

    /** A calendar with the zone of the one given that shows the same date and time, whole seconds only. */
    private static Calendar fields(LocalDateTime local, Calendar calendar) {
        Calendar fields = new GregorianCalendar(calendar.getTimeZone(), Locale.ROOT);
        fields.clear();
        fields.set(Calendar.ERA, local.getYear() > 0 ? GregorianCalendar.AD : GregorianCalendar.BC);
        fields.set(
                local.getYear() > 0 ? local.getYear() : 1 - local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
        return fields;
    }

    private static ZoneId zone(Calendar calendar) {
        return (calendar == null ? TimeZone.getDefault() : calendar.getTimeZone()).toZoneId();
    }
}
