package io.lakegate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlline.SqlLine;

/** Clients beside those of {@link ThirtyChecksTest}: sqlline as it is, and the calls that DBeaver makes when it connects and browses. */
class OtherClientsTest {
    @TempDir
    private static Path folder;

    private static ClientsLake lake;

    @BeforeAll
    static void start() {
        lake = new ClientsLake(folder);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static String sqlline(String... commands) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-d", "io.lakegate.jdbc.LakegateDriver", "-u", lake.url(), "-n", "ann", "-p", "x", "--silent=true"));
        for (String command : commands) {
            arguments.addAll(List.of("-e", command));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SqlLine sqlline = new SqlLine();
        try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            sqlline.setOutputStream(print);
            sqlline.setErrorStream(print);
            sqlline.begin(arguments.toArray(new String[0]), null, false);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void sqllinePrintsRowsAndErrors() throws Exception {
        assertThat(sqlline(
                        "!set outputformat csv", "SELECT id, region, ordered_on FROM orders WHERE id < 2 ORDER BY id;"))
                .contains("'0','north','1500-06-01'")
                .contains("'1','south','1500-06-02'");
        assertThat(sqlline("SELECT * FROM nowhere;")).contains("Schema lake.shop has no table nowhere.");
    }

    @Test
    void sqllineListsTablesAndColumns() throws Exception {
        assertThat(sqlline("!set outputformat csv", "!tables")).contains("'orders','TABLE'");
        assertThat(sqlline("!set outputformat csv", "!columns orders"))
                .contains("'ordered_at'")
                .contains("'seen_at'");
    }

    /** Tools ask for all of it, most of them without a try around each. */
    @Test
    void everyQuestionWithoutArgumentsHasAnAnswer() throws Exception {
        Map<String, Object> answers = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(lake.url())) {
            for (Method method : DatabaseMetaData.class.getMethods()) {
                if (method.getParameterCount() == 0 && method.getDeclaringClass() == DatabaseMetaData.class) {
                    Object answer = method.invoke(connection.getMetaData());
                    assertThat(answer).as(method.getName()).isNotNull();
                    answers.put(method.getName(), answer);
                    if (answer instanceof ResultSet rows) {
                        rows.close();
                    }
                }
            }
        }
        assertThat(answers)
                .containsEntry("supportsTransactions", true)
                .containsEntry("supportsSavepoints", false)
                .containsEntry("supportsBatchUpdates", true)
                .containsEntry("supportsGetGeneratedKeys", false)
                .containsEntry("supportsStoredProcedures", false)
                .containsEntry("supportsMultipleResultSets", false)
                .containsEntry("supportsNamedParameters", false)
                .containsEntry("supportsPositionedUpdate", false)
                .containsEntry("supportsSelectForUpdate", false)
                .containsEntry("supportsOuterJoins", true)
                .containsEntry("supportsFullOuterJoins", true)
                .containsEntry("supportsUnionAll", true)
                .containsEntry("supportsCorrelatedSubqueries", true)
                .containsEntry("supportsMixedCaseIdentifiers", false)
                .containsEntry("storesMixedCaseIdentifiers", true)
                .containsEntry("storesUpperCaseIdentifiers", false)
                .containsEntry("supportsCatalogsInDataManipulation", true)
                .containsEntry("supportsSchemasInDataManipulation", true)
                .containsEntry("isCatalogAtStart", true)
                .containsEntry("getCatalogSeparator", ".")
                .containsEntry("isReadOnly", true);
        assertThat(String.valueOf(answers.get("getSQLKeywords")))
                .contains("QUALIFY")
                .doesNotContain("SELECT,");
        assertThat(String.valueOf(answers.get("getStringFunctions"))).contains("UCASE");
        assertThat(String.valueOf(answers.get("getNumericFunctions"))).contains("ABS");
        assertThat(String.valueOf(answers.get("getTimeDateFunctions"))).contains("NOW");
    }
}
