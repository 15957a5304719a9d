package io.lakegate.server.expressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.TestGateway;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random expressions over random values, computed by the gateway and by Calcite's own runtime: they agree, or a rule of {@link DialectRules} says
 * why they do not. {@code -Dlakegate.expressions.count=10000} computes more of them, {@code -Dlakegate.expressions.seed} others.
 */
class ExpressionsTest {
    private static final int COUNT = Integer.getInteger("lakegate.expressions.count", 60);
    private static final long SEED = Long.getLong("lakegate.expressions.seed", 6L);
    private static final int ROWS = 12;

    /** So many expressions are a run that takes its time: it also computes each form, and not only some. */
    private static final int ALL_FORMS = 1_000;

    @TempDir
    private static Path lake;

    private static ComparedValues values;
    private static TestGateway gateway;
    private static Connection ours;
    private static Connection calcite;

    @BeforeAll
    static void start() throws SQLException {
        values = new ComparedValues(ROWS, SEED);
        values.write(lake.resolve("s").resolve("r"));
        gateway = TestGateway.over(lake);
        ours = gateway.connect();
        try (Statement statement = ours.createStatement()) {
            statement.execute("USE lake.s");
        }
        Properties properties = new Properties();
        properties.setProperty("typeSystem", "io.lakegate.adapters.calcite.schema.LakeTypeSystem");
        properties.setProperty("conformance", "LENIENT");
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("defaultNullCollation", "LAST");
        properties.setProperty("fun", "standard,postgresql,mysql,bigquery,spark");
        calcite = DriverManager.getConnection("jdbc:calcite:", properties);
        SchemaPlus schema =
                calcite.unwrap(CalciteConnection.class).getRootSchema().add("s", new AbstractSchema());
        schema.add("r", values);
    }

    @AfterAll
    static void stop() throws SQLException {
        calcite.close();
        ours.close();
        gateway.close();
    }

    /** A difference of one expression, in its smallest part that still has it. */
    private record Difference(Expression expression, int id, Outcome ours, Outcome calcite) {
        String signature() {
            String kind = ours.failed() ? " fails" : calcite.failed() ? " does not fail" : "";
            return expression.signature() + kind;
        }

        @Override
        public String toString() {
            return "%s   %s   row %d: %s, Calcite: %s".formatted(signature(), expression, id, ours, calcite);
        }
    }

    @Test
    void eachFormIsComputedAsByCalcite() {
        List<Expression> forms = RandomExpressions.each().toList();
        int step = COUNT < ALL_FORMS ? 4 : 1;
        check(IntStream.range(0, forms.size())
                .filter(i -> i % step == SEED % step)
                .mapToObj(forms::get));
    }

    @Test
    void randomExpressionsAreComputedAsByCalcite() {
        RandomExpressions random = new RandomExpressions(SEED);
        check(Stream.generate(random::next).limit(COUNT));
    }

    private static void check(Stream<Expression> expressions) {
        Map<String, Difference> unexplained = new TreeMap<>();
        int[] counts = new int[3];
        expressions.forEach(expression -> {
            counts[0]++;
            for (Difference difference : differences(expression)) {
                counts[1]++;
                if (DialectRules.explanation(difference.signature()).isEmpty()) {
                    counts[2]++;
                    unexplained.putIfAbsent(difference.signature(), difference);
                }
            }
        });
        assertThat(unexplained.values())
                .as("of %d expressions with %d different values", counts[0], counts[1])
                .isEmpty();
    }

    /** One difference for each row that has one. */
    private static List<Difference> differences(Expression expression) {
        List<Difference> found = new ArrayList<>();
        List<Outcome> here = outcomes(ours, expression, values.ids());
        List<Outcome> there = outcomes(calcite, expression, values.ids());
        for (int id : values.ids()) {
            if (!here.get(id).same(there.get(id), expression.type())) {
                found.add(smallest(new Difference(expression, id, here.get(id), there.get(id))));
            }
        }
        return found;
    }

    private static Difference smallest(Difference difference) {
        for (Expression part : difference.expression().parts()) {
            Outcome here = outcomes(ours, part, List.of(difference.id())).get(0);
            Outcome there = outcomes(calcite, part, List.of(difference.id())).get(0);
            if (!here.same(there, part.type())) {
                return smallest(new Difference(part, difference.id(), here, there));
            }
        }
        return difference;
    }

    /** All rows at once; one by one where one of them fails, which are then the others' values too. */
    private static List<Outcome> outcomes(Connection connection, Expression expression, List<Integer> ids) {
        String sql = "SELECT " + expression.sql() + " FROM " + ComparedValues.VIEW;
        if (ids.size() > 1) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql + " ORDER BY v.id")) {
                List<Outcome> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(new Outcome(false, rows.getString(1)));
                }
                return all;
            } catch (SQLException
                    | RuntimeException
                    | LinkageError e) { // of constants, which Calcite computes in a class of their own
                // Which row it is, they tell one by one.
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql + " WHERE v.id = ?")) {
            return ids.stream().map(id -> Outcome.of(statement, id)).toList();
        } catch (SQLException | RuntimeException | Error e) {
            Outcome failure = Outcome.failure(e);
            return ids.stream().map(id -> failure).toList();
        }
    }
}
