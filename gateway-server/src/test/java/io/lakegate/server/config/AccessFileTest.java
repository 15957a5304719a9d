package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.Gateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of access rules: what is wrong with it is told with file, line and key, and the gateway does not start. */
class AccessFileTest {
    private static final String ON = "authentication: {password-file: users}\naccess: {rules: access.yaml}\n";

    @TempDir
    private Path folder;

    private ConfigFolder files(String gateway, String rules) {
        return new ConfigFolder(folder)
                .file("lakegate.yaml", gateway)
                .file("access.yaml", rules)
                .file("users", "");
    }

    @Test
    void everyProblemIsToldAtOnceWithItsPlace() {
        List<String> problems = files(ON, """
                        roles:
                          - {role: a, user: ann, group: g}
                          - {role: "*", user: ann}
                          - {role: b, user: "ann,,bob"}
                        allow:
                          - {role: a}
                          - {role: c, table: lake.t}
                          - {role: a, table: a.b.c.d}
                          - {role: a, location: /data, columns: x}
                          - {role: a, tabel: lake}
                        deny:
                          - {role: a}
                        rows:
                          - {role: a, table: lake.t.u}
                        masks:
                          - {table: lake.t.u, columns: c, as: "1", except: zz}
                        """).problems();
        assertThat(problems)
                .anyMatch(line -> line.startsWith("access.yaml:2: roles[0]: A role is given to users or to groups"))
                .anyMatch(line -> line.startsWith("access.yaml:3: roles[1]: The role * is everybody's"))
                .anyMatch(
                        line -> line.startsWith("access.yaml:4: roles[2].user: ") && line.contains("a name is missing"))
                .anyMatch(line -> line.startsWith("access.yaml:6: allow[0]: An item allows one thing"))
                .anyMatch(line -> line.startsWith("access.yaml:7: allow[1]: There is no role c."))
                .anyMatch(line -> line.startsWith("access.yaml:8: allow[2].table: "))
                .anyMatch(line -> line.startsWith("access.yaml:9: allow[3]: Only tables have columns"))
                .anyMatch(line -> line.startsWith("access.yaml:10: allow[4].tabel: There is no such key. Did you mean"))
                .anyMatch(line -> line.startsWith("access.yaml:12: deny[0].table: The key is missing"))
                .anyMatch(line -> line.startsWith("access.yaml:14: rows[0].where: The key is missing"))
                .anyMatch(line -> line.startsWith("access.yaml:16: masks[0]: There is no role zz."));
    }

    @Test
    void rulesNeedUsersWhoProveWhoTheyAre() {
        assertThat(files("access: {rules: access.yaml}\n", "allow: []\n").problems())
                .singleElement()
                .asString()
                .contains("access")
                .contains("authentication.password-file");
    }

    @Test
    void aFileThatNobodyReadsIsAProblem() {
        assertThat(files("", "allow: []\n").problems())
                .singleElement()
                .asString()
                .startsWith("access.yaml: The file is not read");
        assertThat(files(ON, "allow: []\n").problems()).isEmpty();
    }

    @Test
    void aGatewayWithAnExpressionThatIsNoneDoesNotStart() {
        for (String rule : List.of(
                "rows: [{table: a.b.c, where: \"x = \"}]",
                "masks: [{table: a.b.c, columns: x, as: \"(SELECT 1)\"}]",
                "rows: [{table: a.b.c, where: \"x = ?\"}]",
                "allow: [{location: \"/a%20b\"}]")) {
            GatewayConfig config = files(ON, rule + "\n").load().withAddress(Optional.empty(), OptionalInt.of(0));
            assertThatThrownBy(() -> Gateway.start(config).close())
                    .as(rule)
                    .isInstanceOfSatisfying(GatewayException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
                        assertThat(e).hasMessageContaining("access");
                    });
        }
    }

    @Test
    void namesOfSeveralPartsMayHaveDotsInQuotes() {
        new ConfigFolder(folder).file("access.yaml", "allow: [{table: 'lake.\"a.b\".*', columns: \"x, y*\"}]\n");
        AccessConfig rules = ConfigLoader.access(folder.resolve("access.yaml"));
        assertThat(rules.tables()).singleElement().satisfies(tables -> {
            assertThat(tables.name()).containsExactly("lake", "a.b", "*");
            assertThat(tables.columns()).contains(List.of("x", "y*"));
            assertThat(tables.holders().roles()).containsExactly("*");
        });
    }
}
