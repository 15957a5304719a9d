package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.plan.LakeScan;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The place of a scan in a statement's syntax tree; its name is the table's, so that the scan is aliased by it. */
final class ScanSlot extends SqlIdentifier {
    private final LakeScan scan;

    ScanSlot(LakeScan scan) {
        super(scan.pinned().name().table(), SqlParserPos.ZERO);
        this.scan = scan;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        if (!(writer instanceof SlotWriter slots)) {
            throw new IllegalStateException("a statement with scans is written by a SlotWriter only");
        }
        slots.scan(scan);
    }
}
