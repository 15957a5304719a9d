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

    /** Numbered, because the order in the text need not be the order in the statement; cast, because DuckDB types by the value. */
    @Override
    public void dynamicParam(int index) {
        print("CAST($" + (index + 1) + " AS " + parameterTypes.get(index) + ")");
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

    List<LakeScan> scans() {
        return scans;
    }
}
