package io.lakegate.adapters.calcite;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the statements that define tables and views, set variables, call procedures and end statements: MySQL's words, which are no part of a query. */
final class DefinitionParser {
    private static final Pattern BEGINNING = Pattern.compile(
            "(?is)\\s*(?:CREATE\\s+(?:EXTERNAL|(?:OR\\s+REPLACE\\s+)?VIEW)\\b|DROP\\s+(?:EXTERNAL|VIEW|TABLE)\\b|CALL\\b|KILL\\b|SET\\s+@).*");
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<text>'(?:[^'\\\\]|''|\\\\.)*')|(?<quoted>\"(?:[^\"]|\"\")*\"|`[^`]+`)"
                    + "|(?<word>[@\\p{L}_$][\\p{L}\\p{N}_$]*)|(?<number>-?\\d+(?:\\.\\d+)?)|(?<sign>=>|[(),.=;]))");
    /** A secret in a statement would stand in logs and histories of clients. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(secret|password|passwd|token|credential|access[-_.]?key|account[-_.]?key|sas).*");

    private static final Set<String> YES_OR_NO =
            Set.of("ALLOW_MISSING_FILES", "STRICT_LOAD", "VERIFY_KEY_CONSTRAINTS", "AUTO_REFRESH_SOURCE");

    private final String sql;
    private int at;

    private DefinitionParser(String sql) {
        this.sql = sql;
    }

    /** Whether the text is one of these statements, going by its first words. */
    static boolean begins(String sql) {
        return BEGINNING.matcher(sql).matches();
    }

    static Statement parse(String sql) {
        DefinitionParser parser = new DefinitionParser(sql);
        Statement statement = parser.statement();
        parser.takes(";");
        if (parser.peek() != null) {
            throw parser.unexpected();
        }
        return statement;
    }

    private Statement statement() {
        if (takes("SET")) {
            String name = word("the name of a variable");
            need("=");
            return new Statement.SetVariable(name.toLowerCase(Locale.ROOT), value());
        }
        if (takes("CALL")) {
            return call();
        }
        if (takes("KILL")) {
            takes("QUERY");
            return new Statement.Kill(text());
        }
        if (takes("DROP")) {
            boolean external = takes("EXTERNAL");
            boolean view = !external && takes("VIEW");
            if (!view) {
                need("TABLE");
            }
            boolean ifExists = takes("IF");
            if (ifExists) {
                need("EXISTS");
            }
            return new Statement.DropDefinition(name(), view, ifExists);
        }
        need("CREATE");
        if (takes("EXTERNAL")) {
            need("TABLE");
            return table();
        }
        boolean replace = takes("OR");
        if (replace) {
            need("REPLACE");
        }
        need("VIEW");
        return view(replace);
    }

    private boolean ifNotExists() {
        boolean given = takes("IF");
        if (given) {
            need("NOT");
            need("EXISTS");
        }
        return given;
    }

    private Statement view(boolean replace) {
        boolean ifNotExists = ifNotExists();
        List<String> name = name();
        List<String> columns = new ArrayList<>();
        if (takes("(")) {
            do {
                columns.add(part());
            } while (takes(","));
            need(")");
        }
        need("AS");
        String query = sql.substring(at).strip().replaceFirst(";\\s*$", "");
        at = sql.length();
        return new Statement.CreateView(name, columns, query, replace, ifNotExists);
    }

    private Statement table() {
        boolean ifNotExists = ifNotExists();
        List<String> name = name();
        if (takes("(")) {
            skipColumns();
        }
        Map<String, String> options = new LinkedHashMap<>();
        String format = null;
        String location = null;
        while (peek() != null && !";".equals(peek())) {
            String option = word("an option").toUpperCase(Locale.ROOT);
            switch (option) {
                case "USING" -> format = word("a format");
                case "LOCATION" -> location = text();
                case "OPTIONS" -> options.putAll(pairs());
                case "FILE_FORMAT" -> {
                    takes("=");
                    need("(");
                    need("FORMAT");
                    format = word("a format");
                    need(")");
                }
                case "FILES" -> {
                    takes("=");
                    need("(");
                    location = one(location, pairs(true));
                }
                case "ENGINE_ATTRIBUTE" -> {
                    takes("=");
                    options.put("engine_attribute", text());
                }
                case "ENGINE", "SECONDARY_ENGINE" -> {
                    takes("=");
                    word("an engine");
                }
                default -> {
                    if (!YES_OR_NO.contains(option)) {
                        throw refused("CREATE EXTERNAL TABLE has no option " + option
                                + ". It has USING, LOCATION, OPTIONS, FILE_FORMAT, FILES and ENGINE_ATTRIBUTE.");
                    }
                    takes("=");
                    value();
                }
            }
        }
        return new Statement.CreateExternalTable(
                name, Optional.ofNullable(format), Optional.ofNullable(location), options, ifNotExists);
    }

    private String one(@Nullable String location, Map<String, String> file) {
        if (location != null || !file.keySet().equals(Set.of("uri"))) {
            throw refused("FILES takes one URI: FILES = (URI = 's3://bucket/table/'). It was given "
                    + String.join(", ", file.keySet()) + ".");
        }
        return file.getOrDefault("uri", "");
    }

    /** Types are the table's own: what is written for them is passed over. */
    private void skipColumns() {
        for (int depth = 1; depth > 0; ) {
            String token = next();
            if (token == null) {
                throw unexpected();
            }
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
        }
    }

    private Map<String, String> pairs() {
        need("(");
        return pairs(true);
    }

    private Map<String, String> pairs(boolean open) {
        Map<String, String> pairs = new LinkedHashMap<>();
        do {
            String raw = next();
            if (raw == null) {
                throw unexpected();
            }
            String key = plain(raw).toLowerCase(Locale.ROOT);
            if (SECRET.matcher(key).matches()) {
                throw refused("The option " + key
                        + " would be a secret in a statement, which logs and clients keep. Put it into the storage settings of a"
                        + " catalog in conf/catalogs, as ${env:NAME} or ${file:/path}, and leave it out here.");
            }
            if (!takes("=>")) {
                takes("=");
            }
            pairs.put(key, value());
        } while (takes(","));
        need(open ? ")" : "");
        return pairs;
    }

    private Statement call() {
        List<String> procedure = name();
        List<Optional<String>> arguments = new ArrayList<>();
        need("(");
        if (!takes(")")) {
            do {
                boolean cast = takes("CAST");
                if (cast) {
                    need("(");
                }
                String token = next();
                if (token == null) {
                    throw unexpected();
                }
                arguments.add(token.equalsIgnoreCase("NULL") ? Optional.empty() : Optional.of(argument(token)));
                if (cast) {
                    need("AS");
                    need("JSON");
                    need(")");
                }
            } while (takes(","));
            need(")");
        }
        return new Statement.Call(procedure, arguments);
    }

    /** A variable keeps its sign: it is looked up when the statement runs. */
    private String argument(String token) {
        if (token.startsWith("@")) {
            return token.toLowerCase(Locale.ROOT);
        }
        if (token.startsWith("'")) {
            return plain(token);
        }
        throw refused("An argument is a text, a variable such as @input_list, or NULL; this is " + token + ".");
    }

    private List<String> name() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(part());
        } while (takes("."));
        return parts;
    }

    private String part() {
        String token = next();
        if (token == null || !(Character.isLetter(token.charAt(0)) || "\"`_".indexOf(token.charAt(0)) >= 0)) {
            throw refused("A name must stand " + place() + ", not " + token + ".");
        }
        return plain(token);
    }

    private String word(String what) {
        String token = next();
        if (token == null || "'(),.=;".indexOf(token.charAt(0)) >= 0) {
            throw refused("There must be " + what + " " + place() + ", not " + token + ".");
        }
        return plain(token);
    }

    private String text() {
        String token = next();
        if (token == null || !token.startsWith("'")) {
            throw refused("There must be a text in single quotes " + place() + ", not " + token + ".");
        }
        return plain(token);
    }

    private String value() {
        String token = next();
        if (token == null || "(),.=;".indexOf(token.charAt(0)) >= 0) {
            throw refused("There must be a value " + place() + ", not " + token + ".");
        }
        return plain(token);
    }

    private static String plain(String token) {
        char first = token.charAt(0);
        String inside = token.length() < 2 ? token : token.substring(1, token.length() - 1);
        return switch (first) {
            case '\'' -> inside.replace("''", "'");
            case '"' -> inside.replace("\"\"", "\"");
            case '`' -> inside;
            default -> token;
        };
    }

    private void need(String wanted) {
        if (!takes(wanted)) {
            throw refused("There must be " + wanted + " " + place() + ", not " + peek() + ".");
        }
    }

    private boolean takes(String wanted) {
        String token = peek();
        boolean same = token != null && token.equalsIgnoreCase(wanted);
        if (same) {
            next();
        }
        return same;
    }

    private @Nullable String peek() {
        int before = at;
        String token = next();
        at = before;
        return token;
    }

    private @Nullable String next() {
        Matcher token = TOKEN.matcher(sql).region(at, sql.length());
        if (token.lookingAt()) {
            at = token.end();
            return token.group().strip();
        }
        if (!sql.substring(at).isBlank()) {
            throw unexpected();
        }
        return null;
    }

    private String place() {
        String before = sql.substring(0, at);
        int line = (int) before.lines().count();
        return "at line %d, column %d".formatted(Math.max(line, 1), at - before.lastIndexOf('\n'));
    }

    private GatewayException unexpected() {
        return refused("The statement cannot be read from \"%s\" on, %s."
                .formatted(sql.substring(at).strip().lines().findFirst().orElse("its end"), place()));
    }

    private static GatewayException refused(String message) {
        return new GatewayException(ErrorCode.SYNTAX, message);
    }
}
