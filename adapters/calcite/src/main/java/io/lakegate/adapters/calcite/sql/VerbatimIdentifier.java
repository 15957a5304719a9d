package io.lakegate.adapters.calcite.sql;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A name that is written without quotes: the name of a type. */
final class VerbatimIdentifier extends SqlIdentifier {
    VerbatimIdentifier(String name) {
        super(name, SqlParserPos.ZERO);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.print(getSimple());
        writer.setNeedWhitespace(true);
    }
}
