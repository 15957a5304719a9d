package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.plan.LakeScan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The text of a statement while it is written, from left to right. Where its scans stand is kept as positions, not as marks in the text, so
 * nothing that a user writes can be taken for one.
 */
final class StatementText {
    private final StringBuilder buffer = new StringBuilder();
    private final List<String> parameterTypes;
    private final List<LakeScan> scans = new ArrayList<>();
    private final Set<LakeScan> shared = new HashSet<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Integer> parameters = new ArrayList<>();
    private int aliases;

    /** {@code parameterTypes} are those of the statement's parameters, as the engine names them. */
    StatementText(List<String> parameterTypes) {
        this.parameterTypes = parameterTypes;
    }

    StatementText add(String text) {
        buffer.append(text);
        return this;
    }

    /** A name, quoted. */
    StatementText name(String name) {
        return add(quoted(name));
    }

    /** All scans so far stand for others too. */
    void share() {
        shared.addAll(scans);
    }

    void scan(LakeScan scan) {
        scans.add(scan);
        ends.add(buffer.length());
    }

    /**
     * Numbered anew, because the text may lack some of the statement's parameters and have others twice; cast, because DuckDB types by the
     * value.
     */
    void parameter(int index) {
        if (!parameters.contains(index)) {
            parameters.add(index);
        }
        add("CAST($" + (parameters.indexOf(index) + 1) + " AS " + parameterTypes.get(index) + ")");
    }

    /** A name that nothing else in the statement has: names of the outside cannot be hidden by it. */
    String newAlias() {
        return "t" + aliases++;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quotedText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "text with a zero character cannot be written in a statement; bind it as a parameter");
        }
        return '\'' + text.replace("'", "''") + '\'';
    }

    QueryText done() {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int end : ends) {
            pieces.add(buffer.substring(start, end));
            start = end;
        }
        pieces.add(buffer.substring(start));
        return new QueryText(pieces, scans, parameters, shared);
    }
}
