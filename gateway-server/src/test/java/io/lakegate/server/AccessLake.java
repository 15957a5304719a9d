package io.lakegate.server;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.EngineConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway with rules of access over two catalogs. Its users: {@code ann} has the role sales, {@code gus} has it as a member of a group, {@code adam} may
 * see all, {@code dan} has what everybody of sales has and is denied it, {@code olga} is an operator without a role, {@code nina} has none.
 */
final class AccessLake implements AutoCloseable {
    static final String RULES = """
            roles:
              - {role: sales, user: "ann, dan"}
              - {role: sales, group: sellers}
              - {role: all, user: adam}
              - {role: barred, user: dan}
            allow:
              - {role: all, table: "*"}
              - {role: all, location: "LAKE"}
              - {role: all, define: lakegate.scratch}
              - {role: sales, table: lake.sales}
              - {role: sales, table: lake.hr.people, columns: "id, name"}
              - {role: sales, table: lakegate.scratch}
              - {role: sales, define: "lakegate.scratch.ann_*"}
              - {role: sales, location: "LAKE/open"}
            deny:
              - {role: sales, table: lake.sales.salaries}
              - {role: barred, table: "lake.sales.*"}
              - {role: barred, table: lake.hr}
              - {role: barred, table: lakegate}
              - {role: sales, table: lake.sales.orders, columns: margin}
            rows:
              - {role: sales, table: lake.sales.orders, where: "UPPER(CONCAT(region, '')) = 'EU' OR seller = CURRENT_USER"}
              - {role: sales, table: lake.sales.many, where: "LOWER(place) <> 'us'"}
              - {role: sales, table: lake.sales.visits, where: "IS_MEMBER('sellers')", except: all}
            masks:
              - {role: sales, table: lake.sales.orders, columns: email, as: "CONCAT('***', RIGHT(email, 4))"}
              - {role: sales, table: lake.sales.orders, columns: phone, as: "'hidden'"}
            """;

    final TestGateway gateway;
    final Path rules;
    final Path lake;
    final DeltaTableWriter orders;
    final DeltaTableWriter many;

    AccessLake(Path folder) throws IOException {
        this(folder, Optional.empty());
    }

    /** With an audit log. */
    AccessLake(Path folder, Optional<Path> audit) throws IOException {
        this(folder, audit, GatewayConfig.defaults().engine());
    }

    AccessLake(Path folder, Optional<Path> audit, EngineConfig engine) throws IOException {
        Files.createDirectories(folder);
        lake = folder.resolve("lake");
        orders = DeltaTableWriter.create(
                lake.resolve("sales/orders"),
                List.of(
                        new Column("id", Simple.INTEGER),
                        new Column("seller", Simple.VARCHAR),
                        new Column("amount", Simple.BIGINT),
                        new Column("code", Simple.VARCHAR),
                        new Column("email", Simple.VARCHAR),
                        new Column("phone", Simple.VARCHAR),
                        new Column("margin", Simple.BIGINT),
                        new Column("region", Simple.VARCHAR)),
                List.of("region"),
                Map.of("delta.enableChangeDataFeed", "true"));
        orders.append(List.<Object[]>of(
                new Object[] {1, "bob", 10L, "1", "one@x.com", "111", 7001L, "EU"},
                new Object[] {2, "bob", 20L, "2", "two@x.com", "222", 7002L, "EU"},
                new Object[] {3, "ann", 30L, "3", "three@x.com", "333", 7003L, "US"},
                new Object[] {4, "bob", 5L, "secretcode", "four@x.com", "444", 7004L, "US"}));
        orders.append(List.<Object[]>of(
                new Object[] {5, "bob", 50L, "5", "five@x.com", "555", 7005L, "EU"},
                new Object[] {6, "bob", 987654L, "6", "six@x.com", "666", 7006L, "ASIA"}));
        table("sales/customers", "id", "name")
                .append(List.<Object[]>of(new Object[] {1, "c1"}, new Object[] {4, "c4"}));
        many = table("sales/many", "id", "code", "place");
        table("sales/visits", "id", "place").append(List.<Object[]>of(new Object[] {1, "shop"}));
        table("sales/salaries", "id", "pay").append(List.<Object[]>of(new Object[] {1, "much"}));
        table("hr/people", "id", "name", "salary").append(List.<Object[]>of(new Object[] {1, "paul", "9999"}));
        table("hr/reviews", "id", "verdict").append(List.<Object[]>of(new Object[] {1, "bad"}));
        table("board/plans", "id", "plan").append(List.<Object[]>of(new Object[] {1, "merger"}));
        table("open/raw", "id", "name").append(List.<Object[]>of(new Object[] {1, "free"}));
        DeltaTableWriter.create(folder.resolve("vault/default/gold"), List.of(new Column("id", Simple.INTEGER)));
        rules = write(folder.resolve("access.yaml"), RULES);
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway = TestGateway.over(new GatewayConfig(
                        defaults.server(),
                        engine,
                        defaults.limits(),
                        List.of(catalog("lake", lake), catalog("vault", folder.resolve("vault"))),
                        Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db"))))
                .withSecurity(new SecurityConfig(
                                GuardedGateway.passwords(
                                        GuardedGateway.users(
                                                folder.resolve("users"),
                                                "ann",
                                                "gus:sellers",
                                                "adam",
                                                "dan",
                                                "olga:dba",
                                                "nina"),
                                        "dba"),
                                audit.map(file -> new SecurityConfig.Audit(
                                        Optional.of(file), new DataSize(1 << 20), 1, /* stops= */ true)),
                                SecurityConfig.Operations.DEFAULT)
                        .withAccess(rules)));
    }

    private static CatalogConfig catalog(String name, Path folder) {
        return new CatalogConfig.Delta(
                name, Optional.of(folder.toAbsolutePath().toString()), List.of(), Path.of(name + ".yaml"));
    }

    private DeltaTableWriter table(String place, String id, String... texts) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(id, Simple.INTEGER));
        for (String text : texts) {
            columns.add(new Column(text, Simple.VARCHAR));
        }
        return DeltaTableWriter.create(lake.resolve(place), columns);
    }

    /** Rules, in which {@code LAKE} is the folder of the lake. */
    Path write(Path file, String text) throws IOException {
        return Files.writeString(
                file, text.replace("LAKE", lake.toAbsolutePath().toString()));
    }

    Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(gateway.url(), user, user + user);
    }

    /** Through Avatica's own driver. */
    Connection stock(String user) throws SQLException {
        return DriverManager.getConnection(gateway.avaticaUrl("protobuf")
                + ";authentication=BASIC;avatica_user=%s;avatica_password=%s".formatted(user, user + user));
    }

    List<List<Object>> query(String user, String sql) throws SQLException {
        try (Connection connection = connect(user)) {
            return TestGateway.query(connection, sql);
        }
    }

    void run(String user, String sql) throws SQLException {
        try (Connection connection = connect(user);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the statement fails with. */
    SQLException failure(String user, String sql) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> run(user, sql));
        if (failure == null) {
            throw new AssertionError(user + " may run: " + sql);
        }
        return failure;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
