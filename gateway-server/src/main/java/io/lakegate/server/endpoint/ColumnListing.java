package io.lakegate.server.endpoint;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.ColumnLists;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.query.NamedThreads;
import io.lakegate.server.query.QueryService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The columns of tables and views for metadata calls. For any thread.
 *
 * <p>One table that is named is looked at, so that its columns are those of its newest version. Of many, as of a whole catalog, those are told that were
 * last seen; whatever was not looked at for a while is looked at afterwards, in the background, for the next call. Only a table that was never seen is
 * waited for.
 */
final class ColumnListing {
    private static final Logger log = LoggerFactory.getLogger(ColumnListing.class);
    private static final int LOOKERS = 4;
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final QueryService queries;
    private final ColumnLists lists;
    private final Set<TableName> awaited = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor lookers;

    ColumnListing(QueryService queries) {
        this.queries = queries;
        this.lists = queries.catalogs().columnLists();
        this.lookers = new ThreadPoolExecutor(
                LOOKERS,
                LOOKERS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                NamedThreads.of("lakegate-columns-"));
        this.lookers.allowCoreThreadTimeOut(true);
    }

    /** The columns of a view for one who may not see all that it reads; none where it cannot be read. */
    List<Column> ofView(TableName view, Identity viewer) {
        try {
            return queries.columns(view, viewer);
        } catch (GatewayException e) {
            log.info("columns of {} are not shown: {}", view, e.getMessage());
            return List.of();
        }
    }

    /** The columns of one table as it is now; none where it cannot be read, which selecting from it explains. */
    List<Column> now(TableName table) {
        look(table);
        return lists.known(table).orElse(List.of());
    }

    /** Makes sure that something is known of each of the tables, if they can be read at all. */
    void prepare(List<TableName> tables) {
        List<CompletableFuture<Void>> unseen = tables.stream()
                .filter(table -> lists.known(table).isEmpty())
                .map(table -> CompletableFuture.runAsync(() -> look(table), lookers))
                .toList();
        unseen.forEach(CompletableFuture::join);
    }

    /** As last seen; to be called after {@link #prepare}. */
    List<Column> lastSeen(TableName table) {
        return lists.known(table).orElse(List.of());
    }

    /** Looks at those tables in the background that nobody has looked at for a while. */
    void refresh(List<TableName> tables) {
        for (TableName table : tables) {
            if (lists.isOlder(table, FRESH) && awaited.add(table)) {
                lookers.execute(() -> {
                    try {
                        look(table);
                    } finally {
                        awaited.remove(table);
                    }
                });
            }
        }
    }

    private List<Column> columns(TableName table) {
        Catalogs catalogs = queries.catalogs();
        return catalogs.made().tables(table.schema()).contains(table.table())
                ? catalogs.made()
                        .table(catalogs.require(table.catalog()), table.schema(), table.table())
                        .map(PinnedTable::columns)
                        .orElse(List.of())
                : columnsOf(table);
    }

    /** With all that is in it, for whomever: what one may see of it is said when they ask. */
    private List<Column> columnsOf(TableName table) {
        LakeCatalog catalog = queries.catalogs().require(table.catalog()).atOneMoment();
        return catalog.view(table.schema(), table.table(), Version.LATEST).isEmpty()
                ? catalog.pin(table, Version.LATEST).columns()
                : queries.columns(table, Identity.said(Optional.empty()));
    }

    private void look(TableName table) {
        try {
            lists.seen(table, columns(table));
        } catch (GatewayException e) {
            log.info("columns of {} are not shown: {}", table, e.getMessage());
            lists.forget(table);
        }
    }
}
