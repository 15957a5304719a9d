package io.lakegate.server.clients;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** A gateway over a shop, for the clients of other people: {@code lake.shop.orders} has 10,000 rows, {@code lake.shop.regions} has three. */
final class ClientsLake implements AutoCloseable {
    static final int ORDERS = 10_000;
    static final LocalDate FIRST_DAY = LocalDate.of(1500, 6, 1);
    static final LocalDateTime FIRST_TIME = LocalDateTime.of(2024, 3, 10, 2, 30, 0, 123_456_000);
    static final Instant FIRST_INSTANT = Instant.parse("2024-10-27T01:30:00.654321Z");

    private final TestGateway gateway;

    ClientsLake(Path folder) {
        List<Column> columns = List.of(
                new Column("id", Simple.INTEGER, true, Optional.of("the order's number")),
                new Column("region", Simple.VARCHAR),
                new Column("amount", new LakeType.Decimal(12, 2)),
                new Column("weight", Simple.DOUBLE),
                new Column("ordered_on", Simple.DATE),
                new Column("ordered_at", Simple.TIMESTAMP),
                new Column("seen_at", Simple.TIMESTAMP_TZ),
                new Column("code", Simple.VARCHAR));
        DeltaTableWriter.create(folder.resolve("lake/shop/orders"), columns)
                .append(IntStream.range(0, ORDERS).mapToObj(ClientsLake::order).toList());
        DeltaTableWriter.create(folder.resolve("lake/shop/regions"), List.of(new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {"north"}, new Object[] {"south"}, new Object[] {"west"}));
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway = TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                defaults.limits(),
                List.of(new CatalogConfig.Delta(
                        "lake", Optional.of(folder.resolve("lake").toString()), List.of(), Path.of("lake.yaml"))),
                Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))));
    }

    private static Object[] order(int id) {
        return new Object[] {
            id,
            List.of("north", "south", "west").get(id % 3),
            BigDecimal.valueOf(id, 2),
            id % 5 == 4 ? null : id / 2.0,
            FIRST_DAY.plusDays(id),
            FIRST_TIME.plusSeconds(id),
            FIRST_INSTANT.plusSeconds(id),
            code(id).toString()
        };
    }

    /** The code of an order. */
    static UUID code(int id) {
        return new UUID(id, 7);
    }

    /** The URL of our driver, with the shop as the session's schema. */
    String url() {
        return gateway.url() + "/lake/shop";
    }

    TestGateway gateway() {
        return gateway;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
