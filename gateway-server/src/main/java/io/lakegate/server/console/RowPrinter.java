package io.lakegate.server.console;

import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;

/** A way to write rows as text. Has no state: any thread may use it for many results. */
interface RowPrinter {
    /**
     * Reads {@code rows} to their end and writes them while they come; memory does not grow with their number.
     *
     * <p>When reading fails, what was written stays as it is.
     *
     * @return how many rows there were
     */
    long print(RowCursor rows, Writer out) throws SQLException, IOException;
}
