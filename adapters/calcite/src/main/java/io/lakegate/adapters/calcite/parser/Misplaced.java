package io.lakegate.adapters.calcite.parser;

import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** What the grammar allows and the parser refuses all the same, with a sentence of ours. */
final class Misplaced {
    private Misplaced() {}

    /** The exception that the parser turns into its own, which keeps the sentence and the position. */
    static CalciteContextException at(SqlParserPos position, String sentence) {
        return new CalciteContextException(
                sentence,
                new IllegalArgumentException(sentence),
                position.getLineNum(),
                position.getColumnNum(),
                position.getEndLineNum(),
                position.getEndColumnNum());
    }
}
