package io.lakegate.spark;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Makes up what the sample shop sells: orders and their items, the same ones from the same seed. One thread; each call goes on
 * where the last one stopped, so the order of the calls belongs to the seed.
 */
final class ShopSales {
    private static final BigDecimal FREE_SHIPPING_FROM = new BigDecimal("60.00");
    private static final BigDecimal SHIPPING = new BigDecimal("4.90");
    private static final Set<String> BOUGHT_ONCE = Set.of("Teaware", "Books");
    private static final List<String> NOTES = List.of(
            "Please ring twice.",
            "Für Oma, bitte als Geschenk verpacken",
            "",
            "Don't bend",
            "Leave at nº 7, \"green door\"",
            "お急ぎでお願いします",
            "first line\nsecond line");

    private final Random random;
    private final List<Row> customers;
    private long lastOrder = 5000;

    /** @param customers {@code customer_id} and {@code registered_at} of everyone who may order, now or later */
    ShopSales(long seed, List<Row> customers) {
        this.random = new Random(seed);
        this.customers = List.copyOf(customers);
    }

    /** What was sold in a period: rows as the tables {@code orders} and {@code order_items} want them. */
    record Batch(List<Row> orders, List<Row> items) {
        Batch {
            orders = List.copyOf(orders);
            items = List.copyOf(items);
        }

        Batch plus(Batch other) {
            return new Batch(
                    Stream.concat(orders.stream(), other.orders.stream()).toList(),
                    Stream.concat(items.stream(), other.items.stream()).toList());
        }
    }

    /**
     * Finished orders: most delivered, some cancelled or returned.
     *
     * @param until the first day that is no longer in the period
     * @param products {@code product_id}, {@code category} and {@code price}, as they are in this period
     */
    Batch finished(int count, LocalDate from, LocalDate until, List<Row> products) {
        Batch batch = new Batch(List.of(), List.of());
        for (Instant orderedAt : moments(count, from, until)) {
            int fate = random.nextInt(100);
            String status = fate < 85 ? "DELIVERED" : fate < 94 ? "CANCELLED" : "RETURNED";
            batch = batch.plus(order(orderedAt, status, products));
        }
        return batch;
    }

    /** Orders that all have the given status and have not been shipped; otherwise as {@link #finished}. */
    Batch unshipped(int count, String status, LocalDate from, LocalDate until, List<Row> products) {
        return moments(count, from, until).stream()
                .map(orderedAt -> order(orderedAt, status, products))
                .reduce(new Batch(List.of(), List.of()), Batch::plus);
    }

    private List<Instant> moments(int count, LocalDate from, LocalDate until) {
        Instant start = from.atStartOfDay(ZoneOffset.UTC).toInstant();
        long micros = ChronoUnit.MICROS.between(
                start, until.atStartOfDay(ZoneOffset.UTC).toInstant());
        return random.doubles(count)
                .sorted()
                .mapToObj(share -> start.plus((long) (share * micros), ChronoUnit.MICROS))
                .toList();
    }

    private Batch order(Instant orderedAt, String status, List<Row> products) {
        long order = ++lastOrder;
        List<Row> items = items(order, products);
        BigDecimal total = items.stream()
                .map(item -> item.getDecimal(4).multiply(BigDecimal.valueOf(item.getInt(3))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        LocalDate day = LocalDate.ofInstant(orderedAt, ZoneOffset.UTC);
        boolean shipped = status.equals("DELIVERED") || status.equals("RETURNED");
        Row row = RowFactory.create(
                order,
                customer(orderedAt),
                orderedAt,
                status,
                shipped ? day.plusDays(1 + random.nextInt(3)) : null,
                total.compareTo(FREE_SHIPPING_FROM) >= 0 ? new BigDecimal("0.00") : SHIPPING,
                random.nextInt(4) == 0 ? NOTES.get(random.nextInt(NOTES.size())) : null,
                day.withDayOfMonth(1));
        return new Batch(List.of(row), items);
    }

    private List<Row> items(long order, List<Row> products) {
        List<Row> choice = new ArrayList<>(products.stream()
                .filter(product -> product.getAs("price") != null)
                .toList());
        Collections.shuffle(choice, random);
        List<Row> items = new ArrayList<>();
        for (Row product : choice.subList(0, 1 + random.nextInt(4))) {
            String category = requireNonNull(product.getAs("category"), "category");
            int quantity = 1 + random.nextInt(BOUGHT_ONCE.contains(category) ? 2 : 5);
            BigDecimal price = requireNonNull(product.getAs("price"), "price");
            items.add(RowFactory.create(
                    order, items.size() + 1, product.getAs("product_id"), quantity, price, random.nextInt(9) == 0));
        }
        return items;
    }

    /** Someone who had an account by then; the first ones order most. */
    private Long customer(Instant orderedAt) {
        List<Long> known = customers.stream()
                .filter(customer -> customer.<Instant>getAs("registered_at").isBefore(orderedAt))
                .map(customer -> customer.<Long>getAs("customer_id"))
                .sorted(Comparator.naturalOrder())
                .toList();
        double skewed = Math.pow(random.nextDouble(), 1.5);
        return known.get((int) (skewed * known.size()));
    }
}
