package io.lakegate.server.docs;

import io.lakegate.catalog.error.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.sql.parser.StringAndPos;
import org.apache.calcite.sql.test.AbstractSqlTester;
import org.apache.calcite.sql.test.SqlOperatorFixture;
import org.apache.calcite.sql.test.SqlTestFactory;
import org.apache.calcite.test.ConnectionFactory;
import org.apache.calcite.test.SqlOperatorTest;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calcite's own examples of its operators, asked of a gateway. What Calcite's validator says to them is none of our concern: only values are. */
final class OperatorExamples extends SqlOperatorTest {
    /** What became of an example. */
    enum Outcome {
        AGREES,
        DIFFERS,
        /** By an error that names what is not there. */
        REFUSED,
        /** The gateway let it pass, and the engine did not know it. */
        ENGINE_ERROR
    }

    /**
     * One example.
     *
     * @param test the name of Calcite's test
     * @param library of which its functions are
     * @param expected what Calcite says
     * @param actual what the gateway says
     */
    record Example(String test, String library, String sql, Outcome outcome, String expected, String actual) {}

    private static final Logger log = LoggerFactory.getLogger(OperatorExamples.class);
    private static final Set<Integer> REFUSALS = Set.of(
            ErrorCode.UNSUPPORTED_SQL.number(),
            ErrorCode.SYNTAX.number(),
            ErrorCode.INVALID_STATEMENT.number(),
            ErrorCode.COLUMN_NOT_FOUND.number(),
            ErrorCode.FUNCTION_NOT_FOUND.number());

    private static final Set<String> LIBRARIES = Set.of("standard", "postgresql", "mysql", "bigquery", "spark");

    /** Tests of dialects that the gateway does not speak, of frames of time that Calcite lets an application define, and of a clock that stands still. */
    private static final java.util.regex.Pattern FOREIGN = java.util.regex.Pattern.compile(
            "MSSQL|Mssql|Oracle|Snowflake|Redshift|Hive|CustomTimeFrame|WithFixedTime|WithCurrentTime");

    private final Connection gateway;
    private final List<Example> examples = new ArrayList<>();
    private final IdentityHashMap<ConnectionFactory, String> libraries = new IdentityHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private String test = "";

    private OperatorExamples(Connection gateway) {
        this.gateway = gateway;
    }

    /** Runs those of the tests that {@code names} accepts. */
    static List<Example> run(Connection gateway, java.util.function.Predicate<String> names) {
        OperatorExamples all = new OperatorExamples(gateway);
        Stream.of(SqlOperatorTest.class.getDeclaredMethods())
                .filter(method -> names.test(method.getName()) && !method.isAnnotationPresent(Disabled.class))
                .filter(method -> !FOREIGN.matcher(method.getName()).find())
                .sorted(Comparator.comparing(Method::getName))
                .forEach(all::run);
        return all.examples;
    }

    private void run(Method method) {
        test = method.getName();
        method.setAccessible(true);
        if (method.isAnnotationPresent(Test.class)) {
            invoke(method);
        } else if (method.isAnnotationPresent(ParameterizedTest.class)
                && method.isAnnotationPresent(MethodSource.class)) {
            parameters(method.getAnnotation(MethodSource.class).value()[0])
                    .forEach(arguments -> invoke(method, arguments.get()));
        }
    }

    private Stream<? extends Arguments> parameters(String source) {
        try {
            Method method = SqlOperatorTest.class.getDeclaredMethod(source);
            method.setAccessible(true);
            @SuppressWarnings("unchecked") // what JUnit asks of such a method
            Stream<? extends Arguments> arguments = (Stream<? extends Arguments>) method.invoke(this);
            return arguments;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A test that ends early, by an assertion on something else than a value, has given its examples up to there. */
    private void invoke(Method method, Object... arguments) {
        try {
            Object[] ours = Arrays.stream(arguments)
                    .map(a -> a instanceof SqlOperatorFixture f ? f.withTester(t -> new Asker()) : a)
                    .toArray();
            method.invoke(this, ours);
        } catch (InvocationTargetException e) {
            log.info("{} ended before its last example: {}", test, e.getCause().getMessage());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected SqlOperatorFixture fixture() {
        return super.fixture().withTester(tester -> new Asker());
    }

    private final class Asker extends AbstractSqlTester {
        @Override
        public void assertExceptionIsThrown(SqlTestFactory factory, StringAndPos sql, String expectedMessage) {}

        @Override
        public void checkColumnType(SqlTestFactory factory, String sql, String type) {}

        @Override
        public void validateAndThen(SqlTestFactory factory, StringAndPos sql, ValidatedNodeConsumer consumer) {}

        @Override
        public void check(
                SqlTestFactory factory,
                String queryWithCarets,
                TypeChecker typeChecker,
                ParameterChecker parameterChecker,
                ResultChecker resultChecker) {
            String sql = StringAndPos.of(queryWithCarets).sql;
            String library = library(factory);
            if (!isOurs(library) || !asked.add(test + library + sql)) {
                return;
            }
            SingleValue actual = SingleValue.of(() -> gateway, sql, false);
            if (isOfTheEngine(actual)) {
                note(library, sql, Outcome.ENGINE_ERROR, "", actual.text());
                return;
            }
            if (REFUSALS.contains(actual.code())) {
                note(library, sql, Outcome.REFUSED, "", actual.text());
                return;
            }
            try (Statement statement = gateway.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                resultChecker.checkResult(sql, rows);
                note(library, sql, Outcome.AGREES, "", "");
            } catch (Exception | AssertionError e) {
                SingleValue expected = SingleValue.of(factory.connectionFactory, sql);
                note(
                        library,
                        sql,
                        expected.means(actual) ? Outcome.AGREES : Outcome.DIFFERS,
                        expected.failed() ? "! " + e.getMessage() : expected.text(),
                        actual.text());
            }
        }

        @Override
        public void checkFails(SqlTestFactory factory, StringAndPos sap, String expectedError, boolean runtime) {
            fails(factory, "values (" + sap.sql + ")", expectedError, runtime);
        }

        @Override
        public void checkAggFails(
                SqlTestFactory factory, String expr, String[] inputValues, String expectedError, boolean runtime) {
            fails(
                    factory,
                    org.apache.calcite.sql.test.SqlTests.generateAggQuery(expr, inputValues),
                    expectedError,
                    runtime);
        }

        /** What fails while it runs has to fail here too, or to be refused. */
        private void fails(SqlTestFactory factory, String sql, String expectedError, boolean runtime) {
            String library = library(factory);
            if (!runtime || !isOurs(library) || !asked.add(test + library + sql)) {
                return;
            }
            SingleValue actual = SingleValue.of(() -> gateway, sql, false);
            Outcome outcome =
                    isOfTheEngine(actual) ? Outcome.ENGINE_ERROR : actual.failed() ? Outcome.AGREES : Outcome.DIFFERS;
            note(library, sql, outcome, "! " + expectedError, actual.text());
        }
    }

    /** Errors of values are the statement's; those of names, types and grammar are ours, of a statement that Calcite found valid. */
    private static boolean isOfTheEngine(SingleValue value) {
        return value.failed()
                && (value.code() == ErrorCode.INTERNAL.number()
                        || value.text().contains("The engine cannot run this statement"));
    }

    private static boolean isOurs(String library) {
        return Stream.of(library.split(",")).anyMatch(LIBRARIES::contains);
    }

    private void note(String library, String sql, Outcome outcome, String expected, String actual) {
        examples.add(new Example(test, library, sql, outcome, expected, actual));
    }

    /** The libraries whose functions an example may name, as Calcite spells them. */
    private String library(SqlTestFactory factory) {
        return libraries.computeIfAbsent(factory.connectionFactory, connections -> {
            try (Connection connection = connections.createConnection()) {
                return connection
                        .unwrap(CalciteConnection.class)
                        .getProperties()
                        .getProperty("fun", "standard");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
