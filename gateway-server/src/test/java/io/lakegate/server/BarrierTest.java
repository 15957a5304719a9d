package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.calcite.plan.Guarded;
import io.lakegate.adapters.calcite.schema.LakeTypeFactory;
import io.lakegate.adapters.calcite.sql.QueryText;
import io.lakegate.catalog.model.TableName;
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

/** Where rows are left out for somebody, the engine computes the conditions of their statement after that. */
class BarrierTest {
    /** Rows 0 to 2, of which one is left out, and a condition of a statement around them. */
    private static String plan(boolean barrier) throws SQLException {
        HepPlanner planner = new HepPlanner(HepProgram.builder().build());
        RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(new LakeTypeFactory()));
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(cluster, null);
        RelNode rows = builder.values(new String[] {"id", "code"}, 0, "x", 1, "1", 2, "2")
                .filter(builder.call(SqlStdOperatorTable.NOT_EQUALS, builder.field("id"), builder.literal(0)))
                .build();
        RelNode statement = builder.push(Guarded.of(rows, new TableName("lake", "sales", "orders"), barrier))
                .filter(builder.call(SqlStdOperatorTable.GREATER_THAN, builder.field("id"), builder.literal(77)))
                .build();
        QueryText text = QueryText.of(statement, ZoneOffset.UTC, List.of());
        try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
                Statement explain = engine.createStatement();
                ResultSet lines = explain.executeQuery("EXPLAIN " + String.join("", text.pieces()))) {
            lines.next();
            return lines.getString(2);
        }
    }

    @Test
    void theConditionOfAStatementStaysAboveThePartOfTheTable() throws SQLException {
        String plan = plan(/* barrier= */ true);
        assertThat(plan).contains("> 77", "!= 0");
        // From the top of the plan down: the statement's condition, the barrier, the rule's condition.
        assertThat(plan.lastIndexOf("> 77")).isLessThan(plan.lastIndexOf("$luck"));
        assertThat(plan.lastIndexOf("$luck")).isLessThan(plan.indexOf("!= 0"));
    }

    @Test
    void withoutABarrierTheEngineWouldComputeBothAtOnce() throws SQLException {
        String plan = plan(/* barrier= */ false);
        assertThat(plan).contains("> 77").doesNotContain("$luck", "!= 0"); // which follows from the other
    }
}
