package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.SecurityConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of rules in docs/security.md does what the page says. */
@Timeout(120)
class AccessExampleTest {
    @TempDir
    private Path folder;

    private static String example() throws Exception {
        Path page = Path.of("").toAbsolutePath();
        while (!Files.exists(page.resolve("docs/security.md"))) {
            page = page.getParent();
        }
        String text = Files.readString(page.resolve("docs/security.md"));
        int start = text.indexOf("# conf/access.yaml");
        return text.substring(start, text.indexOf("```", start));
    }

    @Test
    void theExampleGivesWhatThePageSays() throws Exception {
        table("sales/orders", "id", "region", "seller", "email")
                .append(List.<Object[]>of(
                        new Object[] {"1", "EU", "bob", "one@x.com"},
                        new Object[] {"2", "US", "ann", "two@x.com"},
                        new Object[] {"3", "US", "bob", "three@x.com"}));
        table("sales/salaries", "id").append(List.<Object[]>of(new Object[] {"1"}));
        table("hr/people", "id", "name", "salary").append(List.<Object[]>of(new Object[] {"1", "paul", "9999"}));
        Path rules = Files.writeString(folder.resolve("access.yaml"), example());
        try (TestGateway gateway = TestGateway.over(GuardedGateway.config(
                        folder.resolve("lake"),
                        GuardedGateway.passwords(GuardedGateway.users(
                                folder.resolve("users"), "ann", "eve:sales", "wes:world", "olga", "nina")))
                .withSecurity(
                        new SecurityConfig(GuardedGateway.passwords(folder.resolve("users"))).withAccess(rules)))) {
            String orders = "SELECT id, email FROM lake.sales.orders ORDER BY id";
            assertThat(query(gateway, "ann", orders)).containsExactly(List.of("1", "***.com"), List.of("2", "***.com"));
            assertThat(query(gateway, "eve", orders)).containsExactly(List.of("1", "***.com"));
            assertThat(query(gateway, "olga", orders))
                    .containsExactly(List.of("1", "one@x.com"), List.of("2", "two@x.com"), List.of("3", "three@x.com"));
            assertThat(query(gateway, "ann", "SELECT * FROM lake.hr.people")).containsExactly(List.of("1", "paul"));
            assertThat(query(gateway, "olga", "SELECT count(*) FROM lake.sales.salaries"))
                    .containsExactly(List.of(1L));
            assertThat(query(gateway, "ann", "SHOW TABLES FROM lake.sales"))
                    .containsExactly(List.of("sales", "orders"));
            assertThat(query(gateway, "nina", "SHOW CATALOGS")).isEmpty();
            assertThat(query(gateway, "wes", "SHOW CATALOGS")).isEmpty();
        }
    }

    private DeltaTableWriter table(String place, String... columns) {
        return DeltaTableWriter.create(
                folder.resolve("lake").resolve(place),
                List.of(columns).stream()
                        .map(column -> new Column(column, Simple.VARCHAR))
                        .toList());
    }

    private static List<List<Object>> query(TestGateway gateway, String user, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.url(), user, user + user)) {
            return TestGateway.query(connection, sql);
        }
    }
}
