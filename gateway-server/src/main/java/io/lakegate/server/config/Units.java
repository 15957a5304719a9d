package io.lakegate.server.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The units in which one quantity may be written, each with its worth in the smallest one. */
final class Units {
    static final Units BYTES = new Units()
            .with("B", 1)
            .with("kB", 1_000)
            .with("MB", 1_000_000)
            .with("GB", 1_000_000_000)
            .with("TB", 1_000_000_000_000L)
            .with("KiB", 1L << 10)
            .with("MiB", 1L << 20)
            .with("GiB", 1L << 30)
            .with("TiB", 1L << 40);

    static final Units MILLISECONDS = new Units()
            .with("ms", 1)
            .with("s", 1_000)
            .with("min", 60_000)
            .with("h", 3_600_000)
            .with("d", 86_400_000);

    private static final Pattern QUANTITY = Pattern.compile("([0-9]+) ?([A-Za-z]*)");

    private final Map<String, Long> worths = new LinkedHashMap<>();

    private Units() {}

    private Units with(String name, long worth) {
        worths.put(name, worth);
        return this;
    }

    /** The names, smallest unit first: {@code ms, s, min, h, d}. */
    String names() {
        return String.join(", ", worths.keySet());
    }

    /** A whole number and a unit in any case, as an amount of the smallest unit. Nothing but 0 goes without a unit. */
    long read(String text) throws BadValue {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            throw new BadValue("write a whole number and one of " + names());
        }
        long worth = worth(quantity.group(1), quantity.group(2));
        try {
            return Math.multiplyExact(Long.parseLong(quantity.group(1)), worth);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new BadValue("the number is too large");
        }
    }

    private long worth(String number, String unit) throws BadValue {
        if (unit.isEmpty()) {
            if (number.equals("0")) {
                return 1;
            }
            throw new BadValue("the unit is missing, one of " + names());
        }
        Optional<Long> worth = worths.entrySet().stream()
                .filter(known -> known.getKey().toLowerCase(Locale.ROOT).equals(unit.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .findFirst();
        return worth.orElseThrow(() -> new BadValue("the unit is none of " + names()));
    }

    /** The shortest text that {@link #read} turns into the same amount. */
    String write(long amount) {
        return amount == 0
                ? "0"
                : worths.entrySet().stream()
                        .filter(unit -> amount % unit.getValue() == 0)
                        .max(Comparator.comparingLong(Map.Entry::getValue))
                        .map(unit -> amount / unit.getValue() + unit.getKey())
                        .orElseThrow();
    }
}
