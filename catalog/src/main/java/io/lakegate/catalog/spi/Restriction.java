package io.lakegate.catalog.spi;

import java.util.List;
import java.util.Optional;

/** What is taken from a table or view before somebody sees its rows: whole columns, values, and rows. Immutable, for any thread. */
public interface Restriction {
    /** Whether a column may be seen at all; names are compared in any case. */
    boolean shows(String column);

    /** The expression, in the gateway's SQL over the whole table, that is seen in the place of a column; empty where its values are. */
    Optional<String> mask(String column);

    /** Conditions in the same SQL, all of which a row has to fulfil to be seen; none where all rows are. */
    List<String> rows();

    /** Where the rules stand that it is made of, for the operator to read. */
    List<String> sources();

    /** Whether it says anything of columns, and not of rows alone. */
    boolean concernsColumns();
}
