package io.lakegate.adapters.calcite;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.error.NearestName;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.registry.MadeSchemas;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.LakeCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What Calcite says of a statement that cannot run, said so that its author can mend it: where, what, and the nearest name that exists. */
final class SqlErrors {
    // The sentences of Calcite's resource bundle, from which alone the name can be had.
    private static final Pattern OBJECT = Pattern.compile("Object '.*' not found.*", Pattern.DOTALL);
    /** Of what stands before a dot in an expression. */
    private static final Pattern ALIAS = Pattern.compile("Table '.*' not found.*", Pattern.DOTALL);

    private static final Pattern COLUMN = Pattern.compile("Column '(.*?)' not found in (.*?)(?:;.*)?", Pattern.DOTALL);
    private static final Pattern FUNCTION =
            Pattern.compile("No match found for function signature (.*)", Pattern.DOTALL);

    private static final Pattern NAME_PART =
            Pattern.compile("(\"[^\"]*\"|`[^`]*`|[\\p{L}_][\\p{L}\\p{N}_$]*)\\s*(\\.)?\\s*");

    /** Signs of other dialects, as the parser names them, and what works. */
    private static final Map<String, String> OTHER_SIGNS = Map.of(
            "/ /", "A / B of whole numbers drops the remainder.",
            "= =", "Values are compared by a single =.",
            "* *", "POWER(x, y) works.",
            "->", "JSON_VALUE(x, '$.a') gives a value and JSON_QUERY(x, '$.a') a part of JSON.");

    /** More than these help nobody. */
    private static final int MOST_TOKENS = 5;

    private final String sql;
    private final TablePins pins;
    private final DefaultNames names;

    SqlErrors(String sql, TablePins pins, DefaultNames names) {
        this.sql = sql;
        this.pins = pins;
        this.names = names;
    }

    static GatewayException syntax(SqlParseException e) {
        SqlParserPos position = e.getPos();
        String reason = firstSentence(String.valueOf(e.getMessage()));
        String where = position == null ? "" : at(position.getLineNum(), position.getColumnNum());
        return new GatewayException(ErrorCode.SYNTAX, where + reason, e);
    }

    /** "Encountered X at line 1, column 2." with the tokens that could have stood there instead, where they are few. */
    private static String firstSentence(String message) {
        int expecting = message.indexOf("Was expecting");
        String sentence = (expecting < 0 ? message : message.substring(0, expecting))
                .strip()
                .replaceFirst("^Lexical error at line \\d+, column \\d+\\.\\s+", "");
        if (expecting < 0 && !sentence.startsWith("Encountered")) {
            return sentence; // ours, or one of Calcite's that needs no advice about words
        }
        sentence = sentence.replaceFirst(" at line \\d+, column \\d+\\.?$", ".")
                .replaceFirst("^Encountered:? ", "unexpected ");
        for (Map.Entry<String, String> other : OTHER_SIGNS.entrySet()) {
            if (sentence.startsWith("unexpected \"" + other.getKey())) {
                return sentence + " " + other.getValue();
            }
        }
        return sentence
                + (expecting < 0 ? "" : instead(message.substring(expecting)))
                + " Check the spelling, and quote names that are reserved words: \"order\".";
    }

    private static String instead(String expecting) {
        List<String> tokens = expecting
                .lines()
                .skip(1)
                .map(line -> line.replace("...", "").strip())
                .filter(line -> !line.isEmpty())
                .map(SqlErrors::readable)
                .distinct()
                .toList();
        int last = tokens.size() - 1;
        if (last < 0 || last >= MOST_TOKENS) {
            return "";
        }
        return " Here must be " + String.join(", ", tokens.subList(0, last)) + (last == 0 ? "" : " or ")
                + tokens.get(last) + ".";
    }

    /** A token as the parser names it, in words: those of its own are in angle brackets, others in quotes. */
    private static String readable(String token) {
        if (!token.startsWith("<")) {
            return token.replace("\"", "");
        }
        if (token.equals("<EOF>")) {
            return "the statement's end";
        }
        if (token.equals("<VARIABLE>")) {
            return "a variable such as @x";
        }
        return token.contains("STRING")
                ? "a text in single quotes"
                : token.contains("IDENTIFIER") ? "a name" : "a number";
    }

    GatewayException invalid(CalciteContextException e) {
        String message = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        GatewayException known = known(message, e);
        String where = at(e.getPosLine(), e.getPosColumn());
        return known == null
                ? new GatewayException(
                        ErrorCode.INVALID_STATEMENT, where + message + (message.endsWith(".") ? "" : "."), e)
                : new GatewayException(known.code(), where + known.getMessage(), e);
    }

    private @Nullable GatewayException known(String message, CalciteContextException e) {
        if (OBJECT.matcher(message).matches()) {
            return objectNotFound(nameAt(e.getPosLine(), e.getPosColumn()));
        }
        Matcher alias = ALIAS.matcher(message);
        if (alias.matches()) {
            return tableNotInFrom(nameAt(e.getPosLine(), e.getPosColumn()));
        }
        Matcher column = COLUMN.matcher(message);
        if (column.matches()) {
            return columnNotFound(column.group(1), column.group(2));
        }
        Matcher function = FUNCTION.matcher(message);
        if (function.matches()) {
            GatewayException macro = macro(function.group(1));
            if (macro != null) {
                return macro;
            }
            return new GatewayException(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "There is no function %s. %s"
                            .formatted(
                                    function.group(1),
                                    Spellings.instead(function.group(1).replaceFirst("\\(.*", ""))
                                            .orElse("Check its name and the types of its arguments.")));
        }
        return null;
    }

    /** For a function that a catalog has as a macro; {@code signature} is its name with the types of its arguments. */
    private @Nullable GatewayException macro(String signature) {
        int end = signature.indexOf('(');
        String path = (end < 0 ? signature : signature.substring(0, end)).replace("\"", "");
        String name = path.substring(path.lastIndexOf('.') + 1);
        for (String catalog : pins.catalogs().names()) {
            Optional<String> text;
            try {
                text = pins.catalogs().require(catalog).macro(name);
            } catch (GatewayException e) {
                continue; // a catalog that cannot be read is no reason to say something else of the statement
            }
            if (text.isPresent()) {
                return new GatewayException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "%s is a macro of the catalog %s, and macros are not run here. Write what it stands for instead: %s"
                                .formatted(name, catalog, text.get()));
            }
        }
        return null;
    }

    /** For what stands before a dot in an expression. */
    private GatewayException tableNotInFrom(List<String> written) {
        String name = written.get(0);
        List<String> known = pins.pins().stream()
                .map(table -> table.name().table())
                .filter(table -> !table.equalsIgnoreCase(name)) // it has an alias
                .distinct()
                .toList();
        return new GatewayException(
                ErrorCode.COLUMN_NOT_FOUND,
                "Neither a table nor a column of FROM is called %s.%s A table that has an alias is known by it alone."
                        .formatted(name, NearestName.hint(name, known)));
    }

    /** For a name of one to three parts that no table has. Of a metadata table, the table that it would tell about is named. */
    GatewayException objectNotFound(List<String> asked) {
        List<String> written = new ArrayList<>(asked);
        String last = asked.get(asked.size() - 1);
        if (last.lastIndexOf('$') > 0) {
            written.set(asked.size() - 1, last.substring(0, last.lastIndexOf('$')));
        }
        if (written.size() >= 3) {
            return tableNotFound(written.get(0), written.get(1), written.get(2));
        }
        Optional<LakeCatalog> own = names.catalog().flatMap(pins.catalogs()::find);
        if (written.size() == 2) {
            boolean namesCatalog = pins.catalogs().find(written.get(0)).isPresent();
            return own.isPresent() && !namesCatalog
                    ? tableNotFound(own.get().name(), written.get(0), written.get(1))
                    : tableNotFound(written.get(0), written.get(1), "");
        }
        String name = written.get(0);
        boolean ownSchema = own.isPresent()
                && names.schema().isPresent()
                && own.get().schemas().stream().anyMatch(names.schema().get()::equalsIgnoreCase);
        if (ownSchema) {
            return tableNotFound(own.get().name(), names.schema().get(), name);
        }
        return new GatewayException(
                ErrorCode.TABLE_NOT_FOUND,
                "There is no table %s.%s Name tables as catalog.schema.table, or choose a catalog and schema in the URL or with USE."
                        .formatted(name, NearestName.hint(name, pins.catalogs().names())));
    }

    private GatewayException tableNotFound(String catalogName, String schema, String table) {
        Optional<LakeCatalog> catalog = pins.catalogs().find(catalogName);
        if (catalog.isEmpty()) {
            return CatalogErrors.catalogNotFound(catalogName, pins.catalogs().names());
        }
        Optional<String> made = MadeSchemas.schema(schema).filter(known -> !table.isEmpty());
        if (made.isPresent()) {
            return CatalogErrors.tableNotFound(
                    new TableName(catalog.get().name(), made.get(), table),
                    pins.catalogs().made().tables(made.get()));
        }
        boolean schemaExists = catalog.get().schemas().stream().anyMatch(schema::equalsIgnoreCase);
        return schemaExists
                ? CatalogErrors.tableNotFound(
                        new TableName(catalog.get().name(), schema, table),
                        catalog.get().tables(schema))
                : CatalogErrors.schemaNotFound(
                        catalog.get().name(), schema, catalog.get().schemas());
    }

    private GatewayException columnNotFound(String column, String where) {
        Collection<String> known = pins.pins().stream()
                .flatMap(table -> table.columns().stream())
                .map(Column::name)
                .distinct()
                .toList();
        String sentence = where.equals("any table")
                ? "No table of the statement has a column %s.".formatted(column)
                : "%s has no column %s."
                        .formatted(where.replace("table '", "Table ").replace("'", ""), column);
        return new GatewayException(ErrorCode.COLUMN_NOT_FOUND, sentence + NearestName.hint(column, known));
    }

    GatewayException untranslatable(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GatewayException ours) {
                return ours;
            }
        }
        if (e instanceof StackOverflowError) {
            return tooDeep(e);
        }
        return new GatewayException(
                ErrorCode.UNSUPPORTED_SQL,
                "The statement cannot be translated for the engine: %s. Write it in another way."
                        .formatted(String.valueOf(e.getMessage())),
                e);
    }

    static GatewayException tooDeep(Throwable e) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_SQL, "The statement is nested too deeply. Split it into smaller ones.", e);
    }

    /** The whole name that stands at a place of the statement: Calcite tells only the part that it looked for last. */
    private List<String> nameAt(int line, int column) {
        String from = sql.lines().skip(line - 1L).findFirst().orElse("");
        Matcher part = NAME_PART.matcher(from);
        List<String> parts = new ArrayList<>();
        for (int start = column - 1;
                start < from.length() && part.region(start, from.length()).lookingAt(); ) {
            String text = part.group(1);
            boolean quoted = text.startsWith("\"") || text.startsWith("`");
            parts.add(quoted ? text.substring(1, text.length() - 1) : text);
            start = part.end();
            if (part.group(2) == null) {
                break;
            }
        }
        return parts.isEmpty() ? List.of("") : parts;
    }

    private static String at(int line, int column) {
        return "Line %d, column %d: ".formatted(line, column);
    }
}
