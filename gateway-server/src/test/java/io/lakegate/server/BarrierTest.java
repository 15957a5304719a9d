package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.calcite.plan.Guarded;
import io.lakegate.adapters.calcite.schema.LakeTypeFactory;
import io.lakegate.adapters.calcite.sql.QueryText;
import io.lakegate.catalog.model.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.RelBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where rows are left out for somebody, the engine computes the conditions of their statement after that. */
class BarrierTest {
    @TempDir
    private Path folder;

    /** Rows 0 to 2, of which one is left out, and a condition of a statement around them. */
    private static String text(boolean barrier) {
        HepPlanner planner = new HepPlanner(HepProgram.builder().build());
        RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(new LakeTypeFactory()));
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(cluster, null);
        RelNode rows = builder.values(new String[] {"id", "code"}, 0, "x", 1, "1", 2, "2")
                .filter(builder.call(SqlStdOperatorTable.NOT_EQUALS, builder.field("id"), builder.literal(0)))
                .build();
        RelNode statement = builder.push(Guarded.of(rows, new TableName("lake", "sales", "orders"), barrier))
                .filter(builder.call(SqlStdOperatorTable.GREATER_THAN, builder.field("id"), builder.literal(77)))
                .build();
        return String.join(
                "", QueryText.of(statement, ZoneOffset.UTC, List.of()).pieces());
    }

    private static String plan(String text) throws SQLException {
        try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
                Statement explain = engine.createStatement();
                ResultSet lines = explain.executeQuery("EXPLAIN " + text)) {
            lines.next();
            return lines.getString(2);
        }
    }

    @Test
    void theConditionOfAStatementStaysAboveThePartOfTheTable() throws SQLException {
        String plan = plan(text(/* barrier= */ true));
        assertThat(plan).contains("> 77", "!= 0");
        // From the top of the plan down: the statement's condition, the barrier, the rule's condition.
        assertThat(plan.lastIndexOf("> 77")).isLessThan(plan.lastIndexOf("$luck"));
        assertThat(plan.lastIndexOf("$luck")).isLessThan(plan.indexOf("!= 0"));
    }

    @Test
    void withoutABarrierTheEngineWouldComputeBothAtOnce() throws SQLException {
        String plan = plan(text(/* barrier= */ false));
        assertThat(plan).contains("> 77").doesNotContain("$luck", "!= 0"); // which follows from the other
    }

    /** The same over a file with these rows, which is read as a scan of files that are as planned. */
    private String planOfFile(boolean barrier) throws SQLException {
        Path file = folder.resolve("rows.parquet");
        try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
                Statement write = engine.createStatement()) {
            write.execute(
                    "COPY (SELECT * FROM (VALUES (0, 'x'), (1, '1'), (2, '2')) AS t(id, code)) TO '%s' (FORMAT parquet)"
                            .formatted(file));
        }
        String values = text(barrier);
        String read = values.replaceFirst(
                "\\(VALUES .*?\\) AS ([^ ()]+)\\([^()]*\\)",
                "read_parquet('%s', hive_partitioning = false) AS $1".formatted(file));
        assertThat(read).isNotEqualTo(values);
        return plan(read);
    }

    /** The footer tells that no row is above 77. How soon the answer comes would tell it of rows that are left out too. */
    @Test
    void whatAFileTellsOfItsValuesDoesNotAnswerAStatement() throws SQLException {
        assertThat(planOfFile(/* barrier= */ true)).contains("> 77").doesNotContainIgnoringCase("Empty Result");
        assertThat(planOfFile(/* barrier= */ false)).doesNotContain("> 77").containsIgnoringCase("Empty Result");
    }
}
