package io.lakegate.spark;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Makes up what visitors of the sample shop's web site do, the same from the same seed. One thread, as {@link ShopSales}. */
final class ShopVisits {
    private static final List<String> SEARCHES = List.of("green tea", "煎茶", "thé", "geschenk", "чай", "50% off");

    private final Random random;
    private final List<Row> customers;

    /** @param customers {@code customer_id}, {@code time_zone} and {@code registered_at} */
    ShopVisits(long seed, List<Row> customers) {
        this.random = new Random(seed);
        this.customers = List.copyOf(customers);
    }

    /** Rows of the table {@code events}, by time. */
    List<Row> during(YearMonth month, int count) {
        Instant start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long micros = ChronoUnit.MICROS.between(
                start, month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        return random.doubles(count)
                .sorted()
                .mapToObj(share -> event(start.plus((long) (share * micros), ChronoUnit.MICROS)))
                .toList();
    }

    private Row event(Instant occurredAt) {
        boolean bot = random.nextInt(8) == 0;
        List<Row> known = customers.stream()
                .filter(row -> row.<Instant>getAs("registered_at").isBefore(occurredAt))
                .toList();
        Row visitor = known.get(random.nextInt(known.size()));
        boolean signedIn = !bot && random.nextInt(3) > 0;
        String zone = requireNonNull(visitor.getAs("time_zone"), "time_zone");
        LocalDateTime visitorTime = LocalDateTime.ofInstant(occurredAt, ZoneId.of(zone));
        String kind = Stream.of("VIEW", "VIEW", "SEARCH", "BASKET").toList().get(random.nextInt(4));
        short httpStatus = (short) (random.nextInt(12) == 0 ? 404 : 200);
        byte[] fingerprint = new byte[4];
        random.nextBytes(fingerprint);
        return RowFactory.create(
                new UUID(random.nextLong(), random.nextLong()).toString(),
                occurredAt,
                bot ? null : visitorTime,
                signedIn ? visitor.getAs("customer_id") : null,
                kind,
                bot ? null : attributes(kind),
                httpStatus,
                bot,
                random.nextInt(20) == 0 ? null : random.nextInt(1, 4000) / 1000.0,
                kind.equals("VIEW") ? random.nextInt(0, 101) / 100f : null,
                bot ? null : fingerprint);
    }

    private Map<String, String> attributes(String kind) {
        Map<String, String> attributes = new LinkedHashMap<>(); // keeps order: it reaches the file
        if (kind.equals("SEARCH")) {
            attributes.put("term", SEARCHES.get(random.nextInt(SEARCHES.size())));
            attributes.put("hits", Integer.toString(random.nextInt(9)));
        } else {
            attributes.put("product", Integer.toString(1 + random.nextInt(28)));
        }
        return attributes;
    }
}
