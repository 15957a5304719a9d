package io.lakegate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of Calcite's standard table and of four libraries is called once: it gives its value, or is refused by name. */
class FunctionsPageTest {
    /** What is a part of the grammar, can be written only inside of another construct, or is never written at all. */
    private static final Set<SqlKind> SYNTAX = Set.of(
            SqlKind.PATTERN_CONCAT,
            SqlKind.PATTERN_ALTER,
            SqlKind.PATTERN_EXCLUDED,
            SqlKind.PATTERN_PERMUTE,
            SqlKind.PATTERN_QUANTIFIER,
            SqlKind.LITERAL_CHAIN,
            SqlKind.ALL,
            SqlKind.ARGUMENT_ASSIGNMENT,
            SqlKind.AS,
            SqlKind.PROCEDURE_CALL,
            SqlKind.COLON,
            SqlKind.COLUMN_LIST,
            SqlKind.CUBE,
            SqlKind.ROLLUP,
            SqlKind.GROUPING_SETS,
            SqlKind.CURRENT_VALUE,
            SqlKind.NEXT_VALUE,
            SqlKind.CURSOR,
            SqlKind.DEFAULT,
            SqlKind.DESCENDING,
            SqlKind.DESCRIPTOR,
            SqlKind.DOT,
            SqlKind.ESCAPE,
            SqlKind.EXCEPT,
            SqlKind.INTERSECT,
            SqlKind.UNION,
            SqlKind.EXTEND,
            SqlKind.FILTER,
            SqlKind.FINAL,
            SqlKind.RUNNING,
            SqlKind.FIRST,
            SqlKind.LAST,
            SqlKind.NEXT,
            SqlKind.PREV,
            SqlKind.CLASSIFIER,
            SqlKind.MATCH_NUMBER,
            SqlKind.IGNORE_NULLS,
            SqlKind.RESPECT_NULLS,
            SqlKind.NULLS_FIRST,
            SqlKind.NULLS_LAST,
            SqlKind.INTERVAL,
            SqlKind.JSON_VALUE_EXPRESSION,
            SqlKind.LATERAL,
            SqlKind.NEW_SPECIFICATION,
            SqlKind.OVER,
            SqlKind.REINTERPRET,
            SqlKind.SCALAR_QUERY,
            SqlKind.SEARCH,
            SqlKind.SET_SEMANTICS_TABLE,
            SqlKind.SINGLE_VALUE,
            SqlKind.SUM0,
            SqlKind.EXPLICIT_TABLE,
            SqlKind.COLLECTION_TABLE,
            SqlKind.TABLESAMPLE,
            SqlKind.UNIQUE,
            SqlKind.UNNEST,
            SqlKind.VALUES,
            SqlKind.WITHIN_GROUP,
            SqlKind.WITHIN_DISTINCT,
            SqlKind.CONTAINS,
            SqlKind.PRECEDES,
            SqlKind.SUCCEEDS,
            SqlKind.IMMEDIATELY_PRECEDES,
            SqlKind.IMMEDIATELY_SUCCEEDS,
            SqlKind.PERIOD_EQUALS);

    @TempDir
    private static Path lake;

    private static TestGateway gateway;
    private static Connection client;

    /** One line of the list: a function, a call of it, and what comes of it; a refusal begins with an exclamation mark. */
    private record Example(String function, String call, String result) {
        boolean refused() {
            return result.startsWith("! ");
        }

        /** The call in a statement: aggregates are asked of a table of two rows, windows of its last row. */
        String statement() {
            String rest = call.substring(call.indexOf(' ') + 1);
            if (call.startsWith("agg ")) {
                int groups = rest.indexOf(" GROUP BY");
                return groups < 0
                        ? "SELECT %s FROM n".formatted(rest)
                        : "SELECT %s FROM n%s".formatted(rest.substring(0, groups), rest.substring(groups));
            }
            return call.startsWith("over ")
                    ? "SELECT v FROM (SELECT x, %s AS v FROM n) AS q WHERE x = 2".formatted(rest)
                    : "SELECT " + call;
        }

        String shown() {
            return call.startsWith("agg ") || call.startsWith("over ") ? call.substring(call.indexOf(' ') + 1) : call;
        }
    }

    @BeforeAll
    static void start() throws SQLException {
        DeltaTableWriter.create(
                        lake.resolve("s").resolve("n"),
                        List.of(new Column("x", Simple.INTEGER), new Column("t", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {1, "one"}, new Object[] {2, "two"}));
        gateway = TestGateway.over(lake);
        client = gateway.connect();
        try (Statement statement = client.createStatement()) {
            statement.execute("USE lake.s");
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        client.close();
        gateway.close();
    }

    static List<Example> examples() throws IOException {
        try (InputStream in = FunctionsPageTest.class.getResourceAsStream("/functions/examples.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Example(parts[0], parts[1], parts[2]))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aFunctionGivesItsValueOrIsRefusedByName(Example example) throws SQLException {
        String result;
        try (Statement statement = client.createStatement();
                ResultSet rows = statement.executeQuery(example.statement())) {
            rows.next();
            result = String.valueOf(rows.getString(1)).replace("\n", "\\n");
        } catch (SQLException e) {
            result = "! " + e.getMessage();
        }
        assertThat(result).isEqualTo(example.result());
    }

    @Test
    void noFunctionIsForgotten() throws IOException {
        Set<String> known = examples().stream().map(Example::function).collect(Collectors.toSet());

        Set<String> forgotten = operators()
                .filter(operator -> !SYNTAX.contains(operator.getKind()))
                .map(SqlOperator::getName)
                .filter(name -> !name.startsWith("$") && !name.endsWith(" SOME") && !name.isEmpty())
                .filter(name -> !known.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(forgotten).isSubsetOf("/INT", "HOP", "SESSION", "TUMBLE");
    }

    private static Stream<SqlOperator> operators() {
        return Stream.of(
                        SqlLibrary.STANDARD,
                        SqlLibrary.POSTGRESQL,
                        SqlLibrary.MYSQL,
                        SqlLibrary.BIG_QUERY,
                        SqlLibrary.SPARK)
                .flatMap(library ->
                        SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(library).getOperatorList().stream());
    }

    @Test
    void thePageOfFunctionsIsWhatTheTestsSay() throws IOException {
        List<String> works = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Example example : examples()) {
            (example.refused() ? refused : works)
                    .add("| `%s` | `%s` | %s |\n"
                            .formatted(
                                    cell(example.function()),
                                    cell(example.shown()),
                                    example.refused()
                                            ? cell(example.result().substring(2))
                                            : "`" + cell(example.result()) + "`"));
        }
        GeneratedPage.check("docs/functions.md", page(works, refused));
    }

    @Test
    void theListThatToolsSeeIsWhatTheTestsSay() throws IOException, SQLException {
        StringBuilder list = new StringBuilder();
        Set<String> listed = new HashSet<>();
        for (Example example : examples()) {
            String call = example.shown();
            boolean named = example.function().matches("[A-Z][A-Z0-9_]*")
                    && (call.equals(example.function()) || call.startsWith(example.function() + "("));
            if (named && !example.refused() && listed.add(example.function())) {
                String kind = example.call().startsWith("agg ")
                        ? "AGGREGATE"
                        : example.call().startsWith("over ") ? "WINDOW" : "SCALAR";
                list.append(String.join(
                                "\t",
                                example.function(),
                                kind,
                                alone(call),
                                alone(call).equals(call) ? example.result() : "",
                                type(alone(example.statement())).orElseThrow(),
                                String.join(";", parameters(example))))
                        .append('\n');
            }
        }
        GeneratedPage.check(
                "gateway-server/src/main/resources/io/lakegate/server/query/functions.tsv", list.toString());
    }

    /** The call without what it is compared with, where its value is another each time. */
    private static String alone(String call) {
        return call.replaceFirst("\\(\\) [<>] .*", "()");
    }

    /** The types of the arguments; none where they are no plain list of values. */
    private static List<String> parameters(Example example) throws SQLException {
        String call = example.shown();
        int open = example.function().length();
        int depth = 0;
        boolean text = false;
        List<String> arguments = new ArrayList<>(List.of(""));
        for (int i = open; i < call.length(); i++) {
            char sign = call.charAt(i);
            text ^= sign == '\'';
            depth += text ? 0 : "([".indexOf(sign) >= 0 ? 1 : ")]".indexOf(sign) >= 0 ? -1 : 0;
            if (depth == 0) {
                break;
            }
            if (!text && depth == 1 && sign == ',') {
                arguments.add("");
            } else if (i > open) {
                arguments.add(arguments.remove(arguments.size() - 1) + sign);
            }
        }
        List<String> types = new ArrayList<>();
        for (String argument : arguments) {
            Optional<String> type = argument.isBlank() ? Optional.empty() : type("SELECT " + argument + " FROM n");
            if (type.isEmpty()) {
                return List.of();
            }
            types.add(type.get());
        }
        return types;
    }

    /** The name of the type of a statement's last column, without its size. */
    private static Optional<String> type(String statement) throws SQLException {
        try (PreparedStatement prepared = client.prepareStatement(statement)) {
            int columns = prepared.getMetaData().getColumnCount();
            return Optional.of(prepared.getMetaData()
                    .getColumnTypeName(columns)
                    .replaceFirst("^(DECIMAL|CHAR|VARCHAR)\\(.*", "$1"));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    @Test
    void whatCanBeEscapedForJdbcIsListedAndNothingElse() throws SQLException {
        DatabaseMetaData metaData = client.getMetaData();
        List<String> untrue = new ArrayList<>();
        for (String list : List.of(
                metaData.getNumericFunctions(),
                metaData.getStringFunctions(),
                metaData.getTimeDateFunctions(),
                metaData.getSystemFunctions())) {
            for (String name : list.split(",", -1)) {
                if (ARGUMENTS.stream().noneMatch(arguments -> works("SELECT {fn " + name + arguments + "}"))) {
                    untrue.add(name);
                }
            }
        }
        assertThat(untrue).isEmpty();
        assertThat(works("SELECT {fn SOUNDS_LIKE('a', 'b')}")).isFalse();
    }

    /** What functions of JDBC are called with. */
    private static final List<String> ARGUMENTS = List.of(
            "()",
            "(1)",
            "(1, 2)",
            "('a')",
            "('abc', 1)",
            "('abc', 'b')",
            "('abc', 1, 1)",
            "('abc', 'b', 'c')",
            "('abc', 1, 1, 'x')",
            "(DATE '2024-01-31')",
            "(TIMESTAMP '2024-01-31 10:00:00')",
            "(SQL_TSI_DAY, 1, TIMESTAMP '2024-01-31 10:00:00')",
            "(SQL_TSI_DAY, TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP '2024-02-01 10:00:00')",
            "('2024-01-31', 'YYYY-MM-DD')",
            "('UTC', 'America/Los_Angeles', TIMESTAMP '2024-01-31 10:00:00')",
            "(1, SQL_VARCHAR)");

    private static boolean works(String sql) {
        try (Statement statement = client.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        } catch (SQLException e) {
            return false;
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String page(List<String> works, List<String> refused) {
        return """
                # Functions

                <!-- Written from gateway-server/src/test/resources/functions/examples.tsv by FunctionsPageTest. Do not edit. -->

                The functions and operators of Calcite's standard table and of its libraries for PostgreSQL, MySQL, BigQuery and Spark.
                %d work, each with a call and its value; %d are refused with an error that names them. Aggregates are over the values 1
                and 2 of `x`, and `'one'` and `'two'` of `t`; values over windows are those of the row with `x = 2`.

                Where these dialects mean different things by one name:

                - Whole numbers divide to a whole number, truncated towards zero; the remainder has the sign of the dividend; a division by
                  zero is an error. `AVG`, and the quotient of a DECIMAL, are DOUBLE.
                - A cast of a DECIMAL to a whole number, or to fewer digits, rounds halves away from zero; a cast of a DOUBLE rounds halves
                  to the even number. What does not fit its type is an error.
                - `NULL` comes last, up and down, unless the statement says otherwise.
                - `CAST(x AS CHAR(n))` fills with blanks and cuts; texts are equal when all their characters are. `LIKE` has an escape
                  character only where `ESCAPE` says so. Truth values as text are `TRUE` and `FALSE`.
                - `DATE - DATE` is a number of days, `DATE + n` a date; other differences of times are intervals.
                - Sunday is the first day of the week for `EXTRACT(DOW …)`, `DAYOFWEEK` (1 to 7) and `FLOOR(… TO WEEK)`; `EXTRACT(WEEK …)` is
                  the week of ISO 8601. `DATE_TRUNC('week', …)` and `DATE_PART('dow', …)`, with the unit as a text, are PostgreSQL's: weeks
                  begin on Monday, Sunday is 0.
                - `CONCAT` leaves NULL out, as in PostgreSQL; `||` with NULL is NULL. `SUBSTRING` before the first character is empty.
                - Regular expressions are RE2's. Lists are counted from 1.
                - `LOG(base, x)` is PostgreSQL's, MySQL's and Spark's; `TUMBLE` begins its windows at 1970-01-01 00:00:00, of instants in UTC.

                [conformance-sql.md](conformance-sql.md) says how these were found, and has the smaller ones.

                ## Work

                | function | call | value |
                |---|---|---|
                %s
                ## Refused

                | function | call | message |
                |---|---|---|
                %s""".formatted(works.size(), refused.size(), String.join("", works), String.join("", refused));
    }
}
