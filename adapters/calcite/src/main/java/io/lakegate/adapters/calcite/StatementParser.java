package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.parser.GatewayStatement;
import io.lakegate.adapters.calcite.parser.LakegateSqlParserImpl;
import io.lakegate.adapters.calcite.parser.SqlCallProcedure;
import io.lakegate.adapters.calcite.parser.SqlCreateExternalTable;
import io.lakegate.adapters.calcite.parser.SqlCreateView;
import io.lakegate.adapters.calcite.parser.SqlDescribe;
import io.lakegate.adapters.calcite.parser.SqlDropDefinition;
import io.lakegate.adapters.calcite.parser.SqlExplainQuery;
import io.lakegate.adapters.calcite.parser.SqlKill;
import io.lakegate.adapters.calcite.parser.SqlReset;
import io.lakegate.adapters.calcite.parser.SqlSet;
import io.lakegate.adapters.calcite.parser.SqlSetVariable;
import io.lakegate.adapters.calcite.parser.SqlShow;
import io.lakegate.adapters.calcite.parser.SqlUse;
import io.lakegate.adapters.calcite.parser.SqlVerify;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** Makes statements of text, and refuses those that Lakegate does not run. */
final class StatementParser {
    static final SqlParser.Config CONFIG = SqlParser.config()
            .withParserFactory(LakegateSqlParserImpl.FACTORY)
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withCaseSensitive(false)
            .withIdentifierMaxLength(1024)
            .withConformance(SqlConformanceEnum.LENIENT);

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final String sql;

    private StatementParser(String sql) {
        this.sql = sql;
    }

    /** The one statement of the text; a semicolon may follow it. */
    static Statement parse(String sql) throws SqlParseException {
        return parse(sql, CONFIG);
    }

    /** The same by other rules of writing. */
    static Statement parse(String sql, SqlParser.Config config) throws SqlParseException {
        SqlNodeList statements = SqlParser.create(sql, config).parseStmtList();
        if (statements.size() != 1) {
            throw new GatewayException(
                    ErrorCode.SYNTAX,
                    "The text holds %d statements. Send them one at a time.".formatted(statements.size()));
        }
        return new StatementParser(sql).statement(statements.get(0));
    }

    private Statement statement(SqlNode node) {
        if (node instanceof GatewayStatement own) {
            return own.match(new Own());
        }
        return query(node);
    }

    private Statement.Query query(SqlNode node) {
        if (!node.isA(SqlKind.QUERY)) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_SQL,
                    "Lakegate reads tables and does not run %s statements. Send a query: SELECT, VALUES, TABLE or WITH."
                            .formatted(node.getKind().sql));
        }
        return new Statement.Query(node, sql);
    }

    /** A query that Lakegate makes itself, about one of its metadata tables. */
    private static Statement.Query metadata(SqlIdentifier table, String kind, String order) {
        List<String> names = table.names;
        String last = names.get(names.size() - 1) + "$" + kind;
        String name = Stream.concat(names.stream().limit(names.size() - 1L), Stream.of(last))
                .map(part -> '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
        String text = "SELECT * FROM " + name + order;
        try {
            return new Statement.Query(SqlParser.create(text, CONFIG).parseQuery(), text);
        } catch (SqlParseException e) {
            throw new IllegalStateException("a query of our own does not parse: " + text, e);
        }
    }

    /** Our own statements in words that need no parser. */
    private final class Own implements GatewayStatement.Cases<Statement> {
        @Override
        public Statement describe(SqlDescribe describe) {
            return switch (describe.subject()) {
                case TABLE -> new Statement.Describe(describe.table().names);
                case HISTORY -> metadata(describe.table(), "history", " ORDER BY version DESC");
                case DETAIL -> metadata(describe.table(), "detail", "");
            };
        }

        @Override
        public Statement explain(SqlExplainQuery explain) {
            return new Statement.Explain(
                    Statement.Explain.Detail.valueOf(explain.detail().name()), query(explain.query()));
        }

        @Override
        public Statement verify(SqlVerify verify) {
            return new Statement.Verify(query(verify.query()));
        }

        @Override
        public Statement show(SqlShow show) {
            List<String> within =
                    show.within().<List<String>>map(name -> name.names).orElse(List.of());
            return show.kind() == SqlShow.Kind.COLUMNS
                    ? new Statement.Describe(within)
                    : new Statement.Show(Statement.Show.Kind.valueOf(show.kind().name()), within, show.pattern());
        }

        @Override
        public Statement use(SqlUse use) {
            List<String> names = use.name().names;
            if (names.size() == 2) {
                return new Statement.Use(Optional.of(names.get(0)), Optional.of(names.get(1)));
            }
            return use.level() == SqlUse.Level.CATALOG
                    ? new Statement.Use(Optional.of(names.get(0)), Optional.empty())
                    : new Statement.Use(Optional.empty(), Optional.of(names.get(0)));
        }

        @Override
        public Statement set(SqlSet set) {
            return new Statement.Set(String.join(".", set.name().names), text(set.value()));
        }

        @Override
        public Statement createExternalTable(SqlCreateExternalTable create) {
            return new Statement.CreateExternalTable(
                    create.name().names, create.format(), create.location(), create.options(), create.ifNotExists());
        }

        @Override
        public Statement createView(SqlCreateView create) {
            int from = offset(create.place().getLineNum(), create.place().getColumnNum());
            int to = offset(create.place().getEndLineNum(), create.place().getEndColumnNum()) + 1;
            // What stands before the query becomes blanks, so that places in the query are places in the statement.
            String blanks = sql.substring(0, from).replaceAll("[^\r\n]", " ");
            String text = sql.substring(from, to);
            return new Statement.CreateView(
                    create.name().names,
                    create.columns(),
                    new Statement.Query(create.query(), blanks + text),
                    text,
                    create.replace(),
                    create.ifNotExists());
        }

        @Override
        public Statement drop(SqlDropDefinition drop) {
            return new Statement.DropDefinition(drop.name().names, drop.view(), drop.ifExists());
        }

        @Override
        public Statement setVariable(SqlSetVariable set) {
            return new Statement.SetVariable(set.name().toLowerCase(Locale.ROOT), set.value());
        }

        @Override
        public Statement call(SqlCallProcedure call) {
            return new Statement.Call(
                    call.procedure().names,
                    call.arguments().stream()
                            .map(argument -> argument.map(given -> new Statement.Call.Argument(
                                    given.variable() ? given.text().toLowerCase(Locale.ROOT) : given.text(),
                                    given.variable())))
                            .toList());
        }

        @Override
        public Statement kill(SqlKill kill) {
            return new Statement.Kill(kill.query());
        }

        @Override
        public Statement reset(SqlReset reset) {
            return new Statement.Reset(reset.name().map(name -> String.join(".", name.names)));
        }
    }

    /** Where a line and column are in the text; both count from 1. */
    private int offset(int line, int column) {
        int start = 0;
        Matcher lineEnd = LINE_END.matcher(sql);
        for (int passed = 1; passed < line && lineEnd.find(); passed++) {
            start = lineEnd.end();
        }
        return start + column - 1;
    }

    private static String text(SqlNode value) {
        if (value instanceof SqlIdentifier word) {
            return String.join(".", word.names);
        }
        if (value instanceof SqlLiteral literal) {
            return literal.toValue() == null ? "" : literal.toValue();
        }
        throw new GatewayException(
                ErrorCode.UNSUPPORTED_SQL, "The value of a setting is a word, a text or a number. Write it as one.");
    }
}
