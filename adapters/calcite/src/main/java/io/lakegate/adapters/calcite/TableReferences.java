package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.parser.SqlTableVersion;
import io.lakegate.adapters.calcite.schema.PinnedSchema;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.metadata.FeaturesTable;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PathTable;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Puts plain names where a statement names tables in other ways: at a version or time, by {@code TABLE(table_at(…))}, {@code
 * TABLE(table_changes(…))} or {@code TABLE(delta_scan(…))}. Each such table is pinned here and found again by the validator under a name of
 * its own. For one statement.
 */
final class TableReferences extends SqlShuttle {
    private final TablePins pins;
    private final Views views;
    private final DefaultNames names;
    private final PointInHistory points;
    private final SqlErrors errors;
    private final Asker asker;

    TableReferences(TablePins pins, Views views, DefaultNames names, PointInHistory points, SqlErrors errors) {
        this.errors = errors;
        this.asker = new Asker(names);
        this.views = views;
        this.pins = pins;
        this.names = names;
        this.points = points;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.getKind() == SqlKind.AS) {
            Optional<Reference> aliased = reference(call.operand(0));
            if (aliased.isPresent()) {
                List<SqlNode> operands = new ArrayList<>(call.getOperandList());
                operands.set(0, aliased.get().name());
                return call.getOperator().createCall(call.getParserPosition(), operands);
            }
        }
        Optional<SqlNode> difference = difference(call);
        if (difference.isPresent()) {
            return difference.get();
        }
        Optional<SqlNode> membership = asker.membership(call);
        if (membership.isPresent()) {
            return membership.get().accept(this);
        }
        Optional<Reference> reference = reference(call);
        return reference.isPresent() ? reference.get().aliased() : super.visit(call);
    }

    /** The words that stand for what the session has chosen. */
    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        return asker.word(name).orElse(name);
    }

    /** A pinned table under the name that the validator finds it by; {@code alias} is what the statement calls it otherwise. */
    private record Reference(SqlIdentifier name, String alias) {
        SqlNode aliased() {
            SqlParserPos position = name.getParserPosition();
            return SqlStdOperatorTable.AS.createCall(position, name, new SqlIdentifier(alias, position));
        }
    }

    private Optional<Reference> reference(SqlNode node) {
        if (node instanceof SqlTableVersion at) {
            Version version =
                    at.axis() == SqlTableVersion.Axis.VERSION ? points.version(at.point()) : points.time(at.point());
            List<String> written = at.table().names;
            return Optional.of(at(at, written, version));
        }
        if (node.getKind() == SqlKind.COLLECTION_TABLE && ((SqlCall) node).operand(0) instanceof SqlCall function) {
            return function(function);
        }
        return Optional.empty();
    }

    /** {@code TABLE(table_diff('a', 'b', 'key'))} as the query that it stands for. */
    private Optional<SqlNode> difference(SqlCall call) {
        boolean named = call.getKind() == SqlKind.COLLECTION_TABLE
                && call.operand(0) instanceof SqlCall function
                && function.getOperator().getName().equalsIgnoreCase("table_diff");
        if (!named) {
            return Optional.empty();
        }
        SqlCall function = call.operand(0);
        List<String> texts = new ArrayList<>();
        for (SqlNode argument : function.getOperandList()) {
            if (!(argument instanceof SqlLiteral literal) || literal.toValue() == null) {
                throw new Arguments(function).wrong("takes texts: two tables and the columns of their key");
            }
            texts.add(literal.toValue());
        }
        if (texts.size() < 3) {
            throw new Arguments(function)
                    .wrong("takes two tables and the columns of their key: table_diff('a', 'b', 'id')");
        }
        TableDifference difference =
                new TableDifference(texts.get(0), texts.get(1), texts.subList(2, texts.size()), this::columns);
        SqlNode query = requireNonNull(difference.query().accept(this));
        return Optional.of(query);
    }

    /** The columns of a table as FROM names it. */
    private List<String> columns(SqlNode from) {
        SqlNode table = requireNonNull(from.accept(this));
        SqlNode name = table.getKind() == SqlKind.AS ? ((SqlCall) table).operand(0) : table;
        if (name instanceof SqlIdentifier identifier) {
            PinnedTable pinned = identifier.names.get(0).equals(PinnedSchema.KEPT)
                    ? pins.kept(identifier.names.get(1)).orElseThrow()
                    : pin(from, identifier.names, Version.LATEST);
            return pinned.columns().stream().map(Column::name).toList();
        }
        throw new GatewayException(
                ErrorCode.INVALID_STATEMENT,
                "table_diff compares tables, and " + from + " is none. Name one, with its version if need be.");
    }

    /** A table or view at a version. */
    private Reference at(SqlNode where, List<String> written, Version version) {
        String alias = written.get(written.size() - 1);
        for (List<String> prefix : names.searchPath()) {
            List<String> full = new ArrayList<>(prefix);
            full.addAll(written);
            if (full.size() == 3) {
                Optional<ViewText> view = pins.view(full.get(0), full.get(1), full.get(2), version);
                if (view.isPresent()) {
                    return kept(where, alias, views.keep(view.get(), version));
                }
            }
        }
        return pinned(where, alias, pin(where, written, version));
    }

    private Optional<Reference> function(SqlCall function) {
        String name = function.getOperator().getName().toLowerCase(Locale.ROOT);
        Function<Arguments, PinnedTable> table = switch (name) {
            case "table_at" -> arguments -> pin(function, arguments.tableName(), arguments.version());
            case "table_changes" -> this::changes;
            case "features" -> this::features;
            case "delta_scan" -> arguments -> pathScan(arguments, "delta");
            case "iceberg_scan" -> arguments -> pathScan(arguments, "iceberg");
            case "ducklake_scan" -> arguments -> pathScan(arguments, "ducklake");
            default -> null;
        };
        return table == null
                ? Optional.empty()
                : Optional.of(pinned(function, name, table.apply(new Arguments(function))));
    }

    private Reference pinned(SqlNode where, String alias, PinnedTable table) {
        return kept(where, alias, pins.keep(table));
    }

    private static Reference kept(SqlNode where, String alias, String token) {
        return new Reference(new SqlIdentifier(List.of(PinnedSchema.KEPT, token), where.getParserPosition()), alias);
    }

    private PinnedTable changes(Arguments arguments) {
        Version to = arguments.bound(2).orElse(Version.LATEST);
        TableName table = find(arguments.function, arguments.tableName(), to);
        Version from = arguments.bound(1).orElse(new Version.Numbered(0));
        LakeCatalog catalog = pins.catalog(table.catalog()).orElseThrow();
        return pins.open(
                "the changes of %s since %s".formatted(table, from), to, end -> catalog.changes(table, from, end));
    }

    /** Also of a table that cannot be pinned. */
    private PinnedTable features(Arguments arguments) {
        Version version = pins.orAsOf(arguments.version());
        TableName table = find(arguments.function, arguments.tableName(), version);
        LakeCatalog catalog = pins.catalog(table.catalog()).orElseThrow();
        pins.passes("the features of " + table);
        return FeaturesTable.of(table, catalog.features(table, version));
    }

    private PinnedTable pathScan(Arguments arguments, String format) {
        String location = arguments.text();
        List<String> table = format.equals("ducklake") ? arguments.nameInCatalog() : List.of();
        return pins.open(
                "%s_scan of %s %s".formatted(format, location, String.join(".", table)),
                pins.orAsOf(arguments.version()),
                version -> pathScan(new PathTable(format, location, table), version));
    }

    private PinnedTable pathScan(PathTable table, Version version) {
        for (String name : pins.catalogs().names()) {
            LakeCatalog catalog = pins.catalogs().require(name);
            Optional<PinnedTable> found =
                    catalog.type().equals(table.format()) ? catalog.pinAt(table.location(), version) : Optional.empty();
            if (found.isPresent()) {
                return found.get();
            }
        }
        for (String name : pins.catalogs().names()) {
            Optional<PinnedTable> found = pins.catalogs().require(name).pinPath(table, version);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw CatalogErrors.placeNotAllowed(table.location());
    }

    private PinnedTable pin(SqlNode where, List<String> written, Version version) {
        for (List<String> prefix : names.searchPath()) {
            List<String> full = new ArrayList<>(prefix);
            full.addAll(written);
            if (full.size() == 3) {
                Optional<PinnedTable> found = pins.pin(full.get(0), full.get(1), full.get(2), version);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw notFound(where, written);
    }

    private TableName find(SqlNode where, List<String> written, Version version) {
        for (List<String> prefix : names.searchPath()) {
            List<String> full = new ArrayList<>(prefix);
            full.addAll(written);
            if (full.size() == 3) {
                Optional<TableName> found =
                        pins.catalog(full.get(0)).flatMap(catalog -> catalog.find(full.get(1), full.get(2), version));
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw notFound(where, written);
    }

    private GatewayException notFound(SqlNode where, List<String> written) {
        GatewayException plain = errors.objectNotFound(written);
        SqlParserPos position = where.getParserPosition();
        return new GatewayException(
                plain.code(),
                "Line %d, column %d: %s".formatted(position.getLineNum(), position.getColumnNum(), plain.getMessage()),
                plain);
    }

    /** The arguments of a table function: the first says which table, others may be named. */
    private final class Arguments {
        private final SqlCall function;
        private final List<SqlNode> positional = new ArrayList<>();
        private Version version = Version.LATEST;

        Arguments(SqlCall function) {
            this.function = function;
            for (SqlNode argument : function.getOperandList()) {
                if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                    named((SqlCall) argument);
                } else {
                    positional.add(argument);
                }
            }
            if (positional.isEmpty()) {
                throw wrong("needs a table as its first argument, as a text");
            }
        }

        private void named(SqlCall assignment) {
            SqlNode value = assignment.operand(0);
            String name = assignment.operand(1).toString();
            version = switch (name.toUpperCase(Locale.ROOT)) {
                case "VERSION" -> points.version(value);
                case "TIMESTAMP" -> points.time(value);
                default -> throw wrong("has no argument " + name + "; it takes VERSION and TIMESTAMP");
            };
        }

        Version version() {
            return version;
        }

        /** A bound of a range, when it is given. */
        Optional<Version> bound(int index) {
            return index < positional.size() ? Optional.of(points.either(positional.get(index))) : Optional.empty();
        }

        String text() {
            if (positional.get(0) instanceof SqlLiteral literal && literal.toValue() != null) {
                return literal.toValue();
            }
            throw wrong("takes a text as its first argument, such as 'schema.table'");
        }

        /** The parts of the name in the first argument. */
        List<String> tableName() {
            return parts(text());
        }

        /** The parts of the name in the second argument, of a table in the catalog that the first one names. */
        List<String> nameInCatalog() {
            if (positional.size() == 2
                    && positional.get(1) instanceof SqlLiteral literal
                    && literal.toValue() != null) {
                List<String> parts = parts(literal.toValue());
                if (parts.size() <= 2) {
                    return parts;
                }
            }
            throw wrong("takes a catalog and one of its tables: %s('duckdb:/data/lake.ducklake', 'main.orders')"
                    .formatted(function.getOperator().getName().toLowerCase(Locale.ROOT)));
        }

        private List<String> parts(String text) {
            try {
                SqlNode name = SqlParser.create(text, StatementParser.CONFIG).parseExpression();
                if (name instanceof SqlIdentifier identifier) {
                    return identifier.names;
                }
            } catch (SqlParseException e) {
                throw unreadableName(text);
            }
            throw unreadableName(text);
        }

        private GatewayException unreadableName(String text) {
            String parts = Stream.of(text.split("\\.", -1))
                    .map(part -> part.matches("[\\p{L}_][\\p{L}\\p{N}_$]*") ? part : '"' + part + '"')
                    .collect(Collectors.joining("."));
            return wrong(
                    "cannot read the table name '%s'. Parts with other signs than letters, digits and _ stand in double quotes: '%s'"
                            .formatted(text, parts));
        }

        private GatewayException wrong(String why) {
            SqlParserPos position = function.getParserPosition();
            return new GatewayException(
                    ErrorCode.INVALID_STATEMENT,
                    "Line %d, column %d: the table function %s %s."
                            .formatted(
                                    position.getLineNum(),
                                    position.getColumnNum(),
                                    function.getOperator().getName(),
                                    why));
        }
    }
}
