package io.lakegate.adapters.ducklake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the columns of a query that have no name the one that DuckDB gives them, which is the text of their expression as DuckDB writes it:
 * {@code SELECT a+1} has a column {@code (a + 1)}.
 */
final class UnnamedColumns {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<blank>\\s+|--[^\\n]*|/\\*.*?\\*/)|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?<word>\\w+)|.", Pattern.DOTALL);

    /** What ends a list of columns. */
    private static final Set<String> AFTER_COLUMNS = Set.of(
            "FROM",
            "WHERE",
            "GROUP",
            "HAVING",
            "WINDOW",
            "QUALIFY",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "USING");

    private final Names names;
    private final String sql;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<Insertion> insertions = new ArrayList<>();

    /** Knows what DuckDB calls a column. */
    interface Names {
        /** The name of the column that an expression makes; empty where it says its name itself, is a star or cannot be read. */
        Optional<String> of(String expression);
    }

    /** Between two parentheses. */
    private static final class Level {
        private boolean columns;
        private boolean afterSelect;
        private boolean distinctOn;
        private int start = -1;
        private int end = -1;
        private String before = "";
    }

    private record Insertion(int place, String text) {}

    private UnnamedColumns(String sql, Names names) {
        this.sql = sql;
        this.names = names;
    }

    /** The query with names for all of its columns, also of those in subqueries. */
    static String named(String sql, Names names) {
        return new UnnamedColumns(sql, names).named();
    }

    private String named() {
        levels.push(new Level());
        Matcher token = TOKEN.matcher(sql);
        while (token.find()) {
            if (token.group("blank") == null) {
                token(token);
            }
        }
        levels.forEach(this::endOfColumn);
        StringBuilder text = new StringBuilder(sql);
        insertions.stream()
                .sorted((a, b) -> Integer.compare(b.place, a.place))
                .forEach(insertion -> text.insert(insertion.place, insertion.text));
        return text.toString();
    }

    private void token(Matcher token) {
        Level level = levels.element();
        String word =
                token.group("word") == null ? token.group() : token.group().toUpperCase(Locale.ROOT);
        boolean distinctFrom = word.equals("FROM") && level.before.equals("DISTINCT");
        if (word.equals("(")) {
            begin(level, token);
            levels.push(new Level());
        } else if (word.equals(")") && levels.size() > 1) {
            endOfColumn(level);
            levels.pop();
            Level outer = levels.element();
            if (outer.distinctOn) {
                outer.distinctOn = false;
                outer.start = -1;
                outer.afterSelect = true;
            } else {
                outer.end = token.end();
            }
        } else if (word.equals("SELECT")) {
            level.columns = true;
            level.afterSelect = true;
            level.start = -1;
        } else if (level.columns && level.afterSelect && (word.equals("DISTINCT") || word.equals("ALL"))) {
            level.before = "SELECT";
            return;
        } else if (level.columns && level.afterSelect && word.equals("ON")) {
            level.distinctOn = true;
        } else if (word.equals(",") || word.equals(";")) {
            endOfColumn(level);
        } else if (level.columns && !distinctFrom && token.group("word") != null && AFTER_COLUMNS.contains(word)) {
            endOfColumn(level);
            level.columns = false;
        } else {
            begin(level, token);
            level.end = token.end();
        }
        level.before = word;
    }

    private static void begin(Level level, Matcher token) {
        level.afterSelect = false;
        if (level.start < 0) {
            level.start = token.start();
        }
    }

    private void endOfColumn(Level level) {
        if (level.columns && level.start >= 0 && level.end > level.start) {
            names.of(sql.substring(level.start, level.end))
                    .ifPresent(name ->
                            insertions.add(new Insertion(level.end, " AS \"" + name.replace("\"", "\"\"") + '"')));
        }
        level.start = -1;
    }
}
