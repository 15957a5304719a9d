package io.lakegate.adapters.duckdb;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as DuckDB writes them: years before 1 are "(BC)", years beyond 9999 carry no sign. */
final class EngineTime {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS", Locale.ROOT);

    private static final Pattern TEXT = Pattern.compile(
            "(?<year>\\d+)-(?<month>\\d\\d)-(?<day>\\d\\d)(?<bc> \\(BC\\))? (?<time>\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?)(\\+00)?");

    private EngineTime() {}

    static String text(LocalDate date) {
        return day(date) + era(date);
    }

    static String text(LocalDateTime dateTime) {
        return day(dateTime.toLocalDate()) + " " + TIME.format(dateTime) + era(dateTime.toLocalDate());
    }

    static String text(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return day(utc.toLocalDate()) + " " + TIME.format(utc) + era(utc.toLocalDate()) + "+00";
    }

    /** The local time in a text of DuckDB; of one with an offset, which here is always that of UTC, the time in UTC. */
    static LocalDateTime parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("DuckDB wrote a time in an unknown form: " + text);
        }
        int yearOfEra = Integer.parseInt(matcher.group("year"));
        int year = matcher.group("bc") == null ? yearOfEra : 1 - yearOfEra;
        LocalDate date =
                LocalDate.of(year, Integer.parseInt(matcher.group("month")), Integer.parseInt(matcher.group("day")));
        return date.atTime(LocalTime.parse(matcher.group("time")));
    }

    private static String day(LocalDate date) {
        int yearOfEra = date.getEra() == IsoEra.BCE ? 1 - date.getYear() : date.getYear();
        return String.format(Locale.ROOT, "%04d-%02d-%02d", yearOfEra, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getEra() == IsoEra.BCE ? " (BC)" : "";
    }
}
