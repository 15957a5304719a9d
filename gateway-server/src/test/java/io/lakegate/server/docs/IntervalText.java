package io.lakegate.server.docs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An interval as a text says it: its months, and the microseconds beside these. */
record IntervalText(long months, long micros) {
    private static final List<String> UNITS = List.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");
    private static final long[] MICROS = {0, 0, 86_400_000_000L, 3_600_000_000L, 60_000_000L, 1_000_000L};
    private static final Pattern PART = Pattern.compile("(-?\\d+) (year|month|day)s?");
    private static final Pattern CLOCK = Pattern.compile("(-?)(\\d+):(\\d+):(\\d+(?:\\.\\d+)?)");

    /** As in {@code +2 05:00}, of a type like {@code INTERVAL DAY TO MINUTE}. */
    static IntervalText ofCalcite(String text, String type) {
        String[] words = type.replaceAll("\\([^)]*\\)", "").split("[ _]");
        int unit = UNITS.indexOf(words[1]);
        long sign = text.startsWith("-") ? -1 : 1;
        double months = 0;
        double micros = 0;
        for (String number : text.substring(1).split("[ :-]")) {
            double value = Double.parseDouble(number);
            months += unit == 0 ? 12 * value : unit == 1 ? value : 0;
            micros += unit > 1 ? value * MICROS[unit] : 0;
            unit++;
        }
        return new IntervalText(sign * Math.round(months), sign * Math.round(micros));
    }

    /** As in {@code 2 days 05:00:00}. */
    static IntervalText ofGateway(String text) {
        long months = 0;
        double micros = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long value = Long.parseLong(part.group(1));
            months += part.group(2).equals("year") ? 12 * value : part.group(2).equals("month") ? value : 0;
            micros += part.group(2).equals("day") ? value * 86_400_000_000d : 0;
        }
        Matcher clock = CLOCK.matcher(text);
        if (clock.find()) {
            double time = Long.parseLong(clock.group(2)) * 3_600_000_000d
                    + Long.parseLong(clock.group(3)) * 60_000_000d
                    + Double.parseDouble(clock.group(4)) * 1_000_000d;
            micros += clock.group(1).isEmpty() ? time : -time;
        }
        return new IntervalText(months, Math.round(micros));
    }
}
