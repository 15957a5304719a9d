package io.lakegate.adapters.calcite;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Texts of moments, as people write them and as the engine shows them. */
public final class TimeText {
    /** What may be written, for messages. */
    public static final String FORMS =
            "'2024-01-31 12:00:00', in the session's time zone, or with its offset as '…+01:00'";

    /** With the offset as ISO has it, and as the engine shows it: {@code +00}. */
    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private TimeText() {}

    /**
     * The moment that a text says: a date, a date and time, or these with an offset.
     *
     * @param zone of a text without an offset; where its clocks show a time twice it is the later one, as for the engine
     * @throws DateTimeException when the text says none
     */
    public static Instant instant(String text, ZoneId zone) {
        String iso = text.strip().replace(' ', 'T');
        if (iso.indexOf('T') < 0) {
            return instant(LocalDate.parse(iso).atStartOfDay(), zone);
        }
        boolean zoned = iso.endsWith("Z") || iso.matches(".*[+-]\\d\\d(:?\\d\\d)?$");
        return zoned ? OffsetDateTime.parse(iso, WITH_OFFSET).toInstant() : instant(LocalDateTime.parse(iso), zone);
    }

    /** A local time in a zone: the later one where it is there twice. */
    public static Instant instant(LocalDateTime time, ZoneId zone) {
        return time.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }
}
