package io.lakegate.server.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tables that statements have named by their places, the last ones of them kept open: what is read of a table once need not be read for the
 * next statement. For any thread.
 */
final class OpenPaths implements AutoCloseable {
    private static final int MOST = 100;

    private final TableOpener opener;
    private final String catalog;

    /** The one used longest ago comes first. */
    private final Map<Definition.ExternalTable, TableOpener.Opened> open = new LinkedHashMap<>(MOST, 0.75f, true);

    OpenPaths(TableOpener opener, String catalog) {
        this.opener = opener;
        this.catalog = catalog;
    }

    synchronized TableOpener.Opened get(Definition.ExternalTable table) {
        TableOpener.Opened known = open.get(table);
        if (known == null) {
            known = opener.open(table, catalog);
            open.put(table, known);
            closeOldest();
        }
        return known;
    }

    /** A catalog that is closed under a statement opens what it needs again. */
    private void closeOldest() {
        Iterator<TableOpener.Opened> oldest = open.values().iterator();
        while (open.size() > MOST) {
            TableOpener.Opened gone = oldest.next();
            oldest.remove();
            gone.catalog().close();
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(table -> table.catalog().close());
        open.clear();
    }
}
