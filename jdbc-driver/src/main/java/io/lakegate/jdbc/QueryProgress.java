package io.lakegate.jdbc;

import java.sql.SQLException;
import java.util.Optional;

/**
 * A statement that can tell how far it is: every statement of this driver, by {@code statement.unwrap(QueryProgress.class)}.
 *
 * <p>May be asked from any thread, also while another waits in {@code executeQuery}.
 */
public interface QueryProgress {
    /**
     * How far the last execution is. Asks the gateway, which answers at once.
     *
     * @return empty when nothing was executed, when the gateway has not begun with it or is done with it and has sent all rows, and when it
     *     cannot tell, as one that speaks Avatica's protocol only
     * @throws SQLException when the statement is closed, or the gateway cannot be asked
     */
    Optional<QueryStatus> queryStatus() throws SQLException;
}
