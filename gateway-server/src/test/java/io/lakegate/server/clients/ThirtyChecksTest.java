package io.lakegate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import schemacrawler.schema.Catalog;
import schemacrawler.schemacrawler.LoadOptionsBuilder;
import schemacrawler.schemacrawler.SchemaCrawlerOptionsBuilder;
import schemacrawler.schemacrawler.SchemaInfoLevelBuilder;
import schemacrawler.tools.utility.SchemaCrawlerUtility;
import us.fatehi.utility.datasource.DatabaseConnectionSources;
import us.fatehi.utility.datasource.MultiUseUserCredentials;

/**
 * What well-known libraries did, unchanged, with stock Avatica over DuckDB, where 12 of the 30 failed or gave a wrong answer. Each has to work with
 * our driver; the names say which it is.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ThirtyChecksTest {
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM orders a, orders b, orders c, orders d WHERE a.id + b.id <> c.id - d.id";

    @TempDir
    private static Path folder;

    private static ClientsLake lake;
    private static JdbcTemplate spring;

    @BeforeAll
    static void start() {
        lake = new ClientsLake(folder);
        spring = new JdbcTemplate(dataSource());
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static DataSource dataSource() {
        return new DriverManagerDataSource(lake.url());
    }

    private static HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(lake.url());
        config.setMaximumPoolSize(2);
        return config;
    }

    private static long count(HikariConfig config) throws SQLException {
        try (HikariDataSource pool = new HikariDataSource(config)) {
            long rows = 0;
            for (int round = 0; round < 3; round++) {
                try (Connection connection = pool.getConnection()) {
                    rows = (Long) io.lakegate.server.TestGateway.query(connection, "SELECT count(*) FROM orders")
                            .get(0)
                            .get(0);
                    if (!connection.getAutoCommit()) {
                        connection.commit();
                    }
                }
            }
            return rows;
        }
    }

    @Test
    void check01HikariPool() throws SQLException {
        assertThat(count(pool())).isEqualTo(ClientsLake.ORDERS);
    }

    @Test
    void check02HikariPoolWithoutAutoCommit() throws SQLException {
        HikariConfig config = pool();
        config.setAutoCommit(false);
        assertThat(count(config)).isEqualTo(ClientsLake.ORDERS);
    }

    @Test
    void check03HikariPoolWithSchemaAndIsolation() throws SQLException {
        HikariConfig config = pool();
        config.setJdbcUrl(lake.gateway().url());
        config.setCatalog("lake");
        config.setSchema("shop");
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        assertThat(count(config)).isEqualTo(ClientsLake.ORDERS);
    }

    @Test
    void check04HikariPoolThatIsReadOnly() throws SQLException {
        HikariConfig config = pool();
        config.setReadOnly(true);
        assertThat(count(config)).isEqualTo(ClientsLake.ORDERS);
    }

    @Test
    void check05SpringReadsAnInteger() {
        assertThat(spring.queryForObject("SELECT id FROM orders WHERE id = 7", Integer.class))
                .isEqualTo(7);
    }

    @Test
    void check06SpringReadsALong() {
        assertThat(spring.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(ClientsLake.ORDERS);
    }

    @Test
    void check07SpringReadsRowsAsMaps() {
        List<Map<String, Object>> rows =
                spring.queryForList("SELECT id, region, amount, weight FROM orders WHERE id < 5 ORDER BY id DESC");
        assertThat(rows).hasSize(5);
        assertThat(rows.get(0)).containsEntry("ID", 4).containsEntry("weight", null);
        assertThat(rows.get(1)).containsEntry("region", "north").containsEntry("amount", new BigDecimal("0.03"));
    }

    @Test
    void check08SpringBindsNull() {
        assertThat(spring.queryForObject("SELECT count(*) FROM orders WHERE region = ?", Long.class, (Object) null))
                .isZero();
        assertThat(spring.query(
                        "SELECT COALESCE(CAST(? AS INTEGER), 5)", (row, number) -> row.getInt(1), new Object[] {null}))
                .containsExactly(5);
    }

    @Test
    void check09SpringBindsAUtilDate() {
        Date instant = Date.from(ClientsLake.FIRST_INSTANT.minusNanos(654_321_000));
        assertThat(spring.queryForObject("SELECT min(id) FROM orders WHERE seen_at > ?", Integer.class, instant))
                .isZero();
        assertThat(spring.queryForObject("SELECT count(*) FROM orders WHERE seen_at < ?", Long.class, instant))
                .isZero();
    }

    @Test
    void check10SpringExpandsAListInIn() {
        assertThat(new NamedParameterJdbcTemplate(dataSource())
                        .queryForList(
                                "SELECT id FROM orders WHERE id IN (:ids) ORDER BY id",
                                Map.of("ids", List.of(3, 1, 2, 70_000)),
                                Integer.class))
                .containsExactly(1, 2, 3);
    }

    @Test
    void check11SpringCallsBackForTenThousandRows() {
        long[] sum = new long[2];
        spring.query("SELECT id FROM orders", row -> {
            sum[0] += row.getInt("id");
            sum[1]++;
        });
        assertThat(sum).containsExactly(49_995_000L, ClientsLake.ORDERS);
    }

    @Test
    void check12SpringReadsJavaTime() {
        assertThat(spring.queryForObject("SELECT ordered_on FROM orders WHERE id = 0", LocalDate.class))
                .isEqualTo(ClientsLake.FIRST_DAY);
        assertThat(spring.queryForObject("SELECT ordered_at FROM orders WHERE id = 0", LocalDateTime.class))
                .isEqualTo(ClientsLake.FIRST_TIME);
    }

    @Test
    void check13SpringBindsALocalDate() {
        assertThat(spring.queryForObject(
                        "SELECT id FROM orders WHERE ordered_on = ?", Integer.class, ClientsLake.FIRST_DAY.plusDays(2)))
                .isEqualTo(2);
    }

    @Test
    void check14SpringBindsALocalDateTime() {
        assertThat(spring.queryForObject(
                        "SELECT id FROM orders WHERE ordered_at = ?",
                        Integer.class,
                        ClientsLake.FIRST_TIME.plusSeconds(3)))
                .isEqualTo(3);
    }

    @Test
    void check15SpringBindsAUuid() {
        assertThat(spring.queryForObject("SELECT id FROM orders WHERE code = ?", Integer.class, ClientsLake.code(4)))
                .isEqualTo(4);
        assertThat(spring.queryForObject("SELECT count(*) FROM orders WHERE code = ?", Long.class, new UUID(1, 1)))
                .isZero();
    }

    @Test
    void check16SpringStopsAtMaxRows() {
        JdbcTemplate three = new JdbcTemplate(dataSource());
        three.setMaxRows(3);
        assertThat(three.queryForList("SELECT id FROM orders WHERE id < 10")).hasSize(3);
        assertThat(three.queryForList("SELECT id FROM orders WHERE id < ?", 10)).hasSize(3);
    }

    @Test
    void check17SpringsQueryTimeoutEndsTheStatement() {
        JdbcTemplate impatient = new JdbcTemplate(dataSource());
        impatient.setQueryTimeout(1);
        assertThatThrownBy(() -> impatient.queryForList(ENDLESS)).isInstanceOf(QueryTimeoutException.class);
        assertThat(lake.gateway().gateway().runningStatements()).isZero();
    }

    @Test
    void check18SpringsFetchSizeOfZeroGivesAllRows() {
        for (int fetchSize : new int[] {0, 1, 100}) {
            JdbcTemplate template = new JdbcTemplate(dataSource());
            template.setFetchSize(fetchSize);
            assertThat(template.queryForList("SELECT id FROM orders WHERE id < 250"))
                    .hasSize(250);
            assertThat(template.queryForList("SELECT id FROM orders WHERE id < ?", 250))
                    .hasSize(250);
        }
    }

    @Test
    void check19SpringKnowsBadSqlByItsState() {
        assertThatThrownBy(() -> spring.queryForList("SELEC 1")).isInstanceOf(BadSqlGrammarException.class);
        assertThatThrownBy(() -> spring.queryForList("SELECT nothing FROM orders"))
                .isInstanceOf(BadSqlGrammarException.class);
        assertThatThrownBy(() -> spring.queryForList("SELECT * FROM nowhere"))
                .isInstanceOf(BadSqlGrammarException.class);
    }

    @Test
    void check20SpringDefinesAndThenBatches() {
        spring.execute("CREATE VIEW kept.small AS SELECT id FROM lake.shop.orders WHERE id < 3");
        assertThat(spring.batchUpdate(
                        "CREATE VIEW kept.one AS SELECT 1 AS x", "CREATE OR REPLACE VIEW kept.one AS SELECT 2 AS x"))
                .containsExactly(0, 0);
        assertThat(spring.queryForObject("SELECT x FROM lakegate.kept.one", Integer.class))
                .isEqualTo(2);
        assertThatThrownBy(() -> spring.batchUpdate("DROP VIEW kept.one", "SELECT 1"))
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseMessage("The statement gives rows. Execute it with execute or executeQuery.");
        assertThat(spring.queryForList("SELECT * FROM lakegate.kept.small")).hasSize(3);
    }

    private static DSLContext jooq(Connection connection) {
        return DSL.using(connection, SQLDialect.DEFAULT);
    }

    @Test
    void check21JooqFetches() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url())) {
            assertThat(jooq(connection)
                            .fetch("SELECT id, region FROM orders WHERE id < 3 ORDER BY id")
                            .getValues(0))
                    .isEqualTo(List.of(0, 1, 2));
        }
    }

    @Test
    void check22JooqBindsIntegers() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url())) {
            assertThat(jooq(connection)
                            .select(field("id", Integer.class))
                            .from(table("orders"))
                            .where(field("id", Integer.class).between(5).and(6))
                            .orderBy(inline(1))
                            .fetch(0, Integer.class))
                    .containsExactly(5, 6);
        }
    }

    @Test
    void check23JooqReadsTenThousandRowsLazily() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url());
                Cursor<Record> rows = jooq(connection)
                        .resultQuery("SELECT * FROM orders")
                        .fetchSize(100)
                        .fetchLazy()) {
            int count = 0;
            while (rows.hasNext()) {
                count += rows.fetchNext(1_000).size();
            }
            assertThat(count).isEqualTo(ClientsLake.ORDERS);
        }
    }

    @Test
    void check24JooqReadsALocalDate() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url())) {
            assertThat(jooq(connection)
                            .select(field("ordered_on", SQLDataType.LOCALDATE), field("seen_at", SQLDataType.INSTANT))
                            .from(table("orders"))
                            .where(field("id", Integer.class).eq(0))
                            .fetchOne())
                    .satisfies(row -> {
                        assertThat(row.value1()).isEqualTo(ClientsLake.FIRST_DAY);
                        assertThat(row.value2()).isEqualTo(ClientsLake.FIRST_INSTANT);
                    });
        }
    }

    @Test
    void check25JooqBindsLocalDateAndTime() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url())) {
            assertThat(jooq(connection)
                            .select(field("id", Integer.class))
                            .from(table("orders"))
                            .where(field("ordered_on", LocalDate.class).eq(val(ClientsLake.FIRST_DAY.plusDays(9))))
                            .and(field("ordered_at", LocalDateTime.class)
                                    .eq(val(ClientsLake.FIRST_TIME.plusSeconds(9))))
                            .fetch(0, Integer.class))
                    .containsExactly(9);
        }
    }

    @Test
    void check26JooqListsTables() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url())) {
            assertThat(jooq(connection).meta().getTables("orders"))
                    .singleElement()
                    .satisfies(table -> {
                        assertThat(table.fields()).hasSize(8);
                        assertThat(table.field("amount").getDataType().precision())
                                .isEqualTo(12);
                        assertThat(table.getPrimaryKey()).isNull();
                    });
        }
    }

    interface Orders {
        @Select("SELECT ordered_on FROM orders WHERE ordered_on = #{day}")
        LocalDate on(LocalDate day);
    }

    @Test
    void check27MyBatisReadsAndBindsALocalDate() {
        Configuration configuration =
                new Configuration(new Environment("test", new JdbcTransactionFactory(), dataSource()));
        configuration.addMapper(Orders.class);
        try (SqlSession session =
                new SqlSessionFactoryBuilder().build(configuration).openSession()) {
            assertThat(session.getMapper(Orders.class).on(ClientsLake.FIRST_DAY))
                    .isEqualTo(ClientsLake.FIRST_DAY);
            assertThat(session.getMapper(Orders.class).on(ClientsLake.FIRST_DAY.minusDays(1)))
                    .isNull();
        }
    }

    @Test
    void check28SchemaCrawlerReadsEverything() throws SQLException {
        Catalog catalog = SchemaCrawlerUtility.getCatalog(
                DatabaseConnectionSources.newDatabaseConnectionSource(lake.url(), new MultiUseUserCredentials()),
                SchemaCrawlerOptionsBuilder.newSchemaCrawlerOptions()
                        .withLoadOptions(LoadOptionsBuilder.builder()
                                .withSchemaInfoLevel(SchemaInfoLevelBuilder.maximum())
                                .toOptions()));
        assertThat(catalog.getDatabaseInfo().getDatabaseProductName()).isEqualTo("Lakegate");
        assertThat(catalog.getTables())
                .filteredOn(table -> table.getName().contains("orders"))
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.getColumns()).hasSize(8);
                    assertThat(table.getColumns().get(0).getRemarks()).isEqualTo("the order's number");
                    assertThat(table.getPrimaryKey()).isNull();
                });
    }

    @ParameterizedTest
    @CsvSource({"0,false", "100,false", "0,true"})
    void check29JasperReportsFills(int fetchSize, boolean scroll) throws Exception {
        assertThat(JasperReport.rows(lake.url(), "SELECT * FROM orders WHERE id < 250", fetchSize, scroll))
                .isEqualTo(250);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "100,false", "0,true"})
    void check30JasperReportsBindsParameters(int fetchSize, boolean scroll) throws Exception {
        assertThat(JasperReport.rows(
                        lake.url(),
                        "SELECT * FROM orders WHERE region = $P{region} AND id < $P{most} AND ordered_on >= $P{day}",
                        fetchSize,
                        scroll))
                .isEqualTo(34);
    }

    @Test
    void aStatementOfOurDriverStaysUsableAfterAllOfThem() throws SQLException {
        try (Connection connection = DriverManager.getConnection(lake.url());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("SELECT 1").getMetaData().getColumnType(1))
                    .isEqualTo(Types.INTEGER);
        }
    }
}
