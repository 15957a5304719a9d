package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A change of the rules ends what it takes with the next statement, and a file that cannot be used changes nothing. */
@Timeout(300)
class AccessReloadTest {
    private static final String ORDERS = "SELECT count(*) FROM lake.sales.orders";

    @TempDir
    private Path folder;

    private AccessLake lake;

    @BeforeEach
    void start() throws Exception {
        lake = new AccessLake(folder);
    }

    @AfterEach
    void stop() {
        lake.close();
    }

    private void rules(String text) throws Exception {
        Path next = lake.write(folder.resolve("next.yaml"), text);
        Files.move(next, lake.rules, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int code(PreparedStatement statement) {
        try {
            statement.executeQuery().close();
            return 0;
        } catch (SQLException e) {
            return e.getErrorCode();
        }
    }

    @Test
    void aRightThatIsTakenEndsWithTheNextStatementOfOpenConnections() throws Exception {
        String without = AccessLake.RULES.replace("{role: sales, table: lake.sales}", "{role: sales, table: lake.hr}");
        for (Connection connection : List.of(lake.connect("ann"), lake.stock("ann"))) {
            try (connection;
                    PreparedStatement prepared = connection.prepareStatement(ORDERS)) {
                rules(AccessLake.RULES);
                assertThat(code(prepared)).isZero();
                assertThat(TestGateway.query(connection, ORDERS)).containsExactly(List.of(4L));
                rules(without);
                assertThat(code(prepared)).isEqualTo(1012);
                assertThat(connection
                                .getMetaData()
                                .getTables("lake", "sales", "%", null)
                                .next())
                        .isFalse();
                rules(AccessLake.RULES);
                assertThat(code(prepared)).isZero();
            }
        }
    }

    @Test
    void aTransactionKeepsItsVersionsAndNotItsRights() throws Exception {
        try (Connection connection = lake.connect("ann")) {
            connection.setAutoCommit(false);
            assertThat(TestGateway.query(connection, ORDERS)).containsExactly(List.of(4L));
            rules(AccessLake.RULES.replace(
                    "UPPER(CONCAT(region, '')) = 'EU' OR seller = CURRENT_USER", "region = 'US'"));
            assertThat(TestGateway.query(connection, ORDERS)).containsExactly(List.of(2L));
            assertThat(TestGateway.query(connection, "SELECT max(email) FROM lake.sales.orders"))
                    .containsExactly(List.of("***.com"));
            rules(AccessLake.RULES.replace("{role: sales, table: lake.sales}", "{role: sales, table: lake.hr}"));
            assertThat(message(connection, ORDERS)).contains("no schema sales");
        }
    }

    private static String message(Connection connection, String sql) {
        try {
            return TestGateway.query(connection, sql).toString();
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aFileThatCannotBeUsedLeavesTheRulesAndIsToldToThoseWhoWatch() throws Exception {
        assertThat(ready()).isEqualTo("ok\n");
        assertThat(metrics()).contains("lakegate_access_failing 0.0");
        for (String broken : List.of(
                "allow: [{table: \"*\"}",
                "allow: [{role: nobody-has-it, table: \"*\"}]",
                "allow: [{tabel: \"*\"}]",
                "rows: [{table: lake.sales.orders, where: \"region = \"}]",
                "rows: [{table: lake.sales.orders, where: \"id IN (SELECT id FROM lake.sales.costs)\"}]")) {
            rules(broken);
            assertThat(lake.query("ann", ORDERS)).as(broken).containsExactly(List.of(4L));
            assertThat(lake.failure("ann", "SELECT * FROM lake.board.plans").getErrorCode())
                    .isEqualTo(1012);
            assertThat(ready()).startsWith("ok\n").contains("access rules").doesNotContain("region", folder.toString());
            assertThat(metrics()).contains("lakegate_access_failing 1.0");
        }
        Files.delete(lake.rules);
        assertThat(lake.query("ann", ORDERS)).containsExactly(List.of(4L));
        rules(AccessLake.RULES);
        assertThat(ready()).isEqualTo("ok\n");
        assertThat(metrics()).contains("lakegate_access_failing 0.0");
    }

    private String ready() throws Exception {
        return GuardedGateway.send(lake.gateway, "/health/ready", "", Optional.empty())
                .body();
    }

    private String metrics() throws Exception {
        return GuardedGateway.send(lake.gateway, "/metrics", GuardedGateway.basic("olga", "olgaolga"), Optional.empty())
                .body();
    }

    /** The file is right in itself, and does not fit the table. */
    @Test
    void aRuleThatDoesNotFitItsTableShowsNothingOfIt() throws Exception {
        for (String rule : List.of(
                "rows: [{table: lake.sales.customers, where: \"secretcolumn = 1\"}]",
                "rows: [{table: lake.sales.customers, where: \"name\"}]",
                "rows: [{table: lake.sales.customers, where: \"sum(id) > 0\"}]",
                "masks: [{table: lake.sales.customers, columns: id, as: \"'text'\"}]",
                "masks: [{table: lake.sales.customers, columns: name, as: \"NO_SUCH_FUNCTION(name)\"}]")) {
            rules("allow: [{table: lake.sales}]\n" + rule);
            SQLException failure = lake.failure("ann", "SELECT id, name FROM lake.sales.customers");
            assertThat(failure.getErrorCode()).as(rule).isEqualTo(6003);
            assertThat(failure.getMessage())
                    .contains("lake.sales.customers")
                    .doesNotContain("secretcolumn", "NO_SUCH_FUNCTION", "sum(");
            assertThat(lake.query("ann", "SELECT count(*) FROM lake.sales.salaries"))
                    .containsExactly(List.of(1L));
        }
    }

    @Test
    void aGroupThatSomebodyLeavesGivesNothingAnyMore() throws Exception {
        try (Connection connection = lake.connect("gus")) {
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM lake.sales.customers"))
                    .containsExactly(List.of(2L));
            GuardedGateway.users(folder.resolve("users"), "gus:buyers", "ann:sellers");
            assertThat(message(connection, "SELECT count(*) FROM lake.sales.customers"))
                    .contains("no catalog");
        }
    }

    @Test
    void theAuditLogNamesTheRulesThatWerePutAroundTables() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        try (AccessLake audited = new AccessLake(folder.resolve("second"), Optional.of(audit))) {
            audited.query("ann", ORDERS);
            audited.query("adam", ORDERS);
            List<String> ends = Files.readAllLines(audit).stream()
                    .filter(line -> line.contains("statement-end"))
                    .toList();
            assertThat(ends.get(0)).contains("rows[0]", "masks[0]", "access.yaml");
            assertThat(ends.get(1)).contains("\"policies\":[]");
        }
    }

    /** How many files are read would tell which values hidden rows have: 987654 is in one file, and in none that gus sees. */
    @Test
    void theConditionsOfAStatementLeaveNoFilesOutUnderARowCondition() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        try (AccessLake audited = new AccessLake(folder.resolve("third"), Optional.of(audit))) {
            for (String value : List.of("987654", "123456", "20")) {
                String sql = "SELECT id FROM lake.sales.orders WHERE amount = " + value;
                audited.query("gus", sql);
                audited.query("adam", sql);
            }
            List<String> files = Files.readAllLines(audit).stream()
                    .filter(line -> line.contains("statement-end"))
                    .map(line -> line.replaceFirst(".*(\"files\":\\d+).*", "$1"))
                    .toList();
            assertThat(List.of(files.get(0), files.get(2), files.get(4))).containsOnly(files.get(0));
            assertThat(List.of(files.get(1), files.get(3), files.get(5))).contains("\"files\":0", "\"files\":1");
        }
    }

    @Test
    void theStockDriverWithUserAndPasswordInTheConnectionGetsTheSame() throws Exception {
        try (Connection connection = DriverManager.getConnection(lake.gateway.avaticaUrl("json"), "ann", "annann")) {
            assertThat(TestGateway.query(connection, ORDERS)).containsExactly(List.of(4L));
            assertThat(message(connection, "SELECT * FROM lake.board.plans")).contains("no schema board");
        }
    }
}
