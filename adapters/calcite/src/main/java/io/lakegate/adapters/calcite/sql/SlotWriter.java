package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.plan.LakeScan;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlWriterConfig;
import org.apache.calcite.sql.pretty.SqlPrettyWriter;

/**
 * Writes a syntax tree as SQL text and remembers where in the text its scans stand. Gaps are kept as positions, not as marks in the
 * text, so nothing that a user writes can be taken for one.
 */
final class SlotWriter extends SqlPrettyWriter {
    private final StringBuilder buffer;
    private final List<String> parameterTypes;
    private final List<LakeScan> scans = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Integer> parameters = new ArrayList<>();

    SlotWriter(SqlWriterConfig config, StringBuilder buffer, List<String> parameterTypes) {
        super(config, buffer);
        this.buffer = buffer;
        this.parameterTypes = parameterTypes;
    }

    void scan(LakeScan scan) {
        print(" "); // with it goes whatever white space is due before the scan
        scans.add(scan);
        ends.add(buffer.length());
        setNeedWhitespace(true);
    }

    /**
     * Numbered anew, because the text may lack some of the statement's parameters and have others twice; cast, because DuckDB types by the
     * value.
     */
    @Override
    public void dynamicParam(int index) {
        if (!parameters.contains(index)) {
            parameters.add(index);
        }
        print("CAST($" + (parameters.indexOf(index) + 1) + " AS " + parameterTypes.get(index) + ")");
        setNeedWhitespace(true);
    }

    /** The text around the scans: one piece more than there are scans. */
    List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int end : ends) {
            pieces.add(buffer.substring(start, end));
            start = end;
        }
        pieces.add(buffer.substring(start));
        return pieces;
    }

    /** Which of the statement's parameters {@code $1}, {@code $2} and so on are, from 0. */
    List<Integer> parameters() {
        return parameters;
    }

    List<LakeScan> scans() {
        return scans;
    }
}
