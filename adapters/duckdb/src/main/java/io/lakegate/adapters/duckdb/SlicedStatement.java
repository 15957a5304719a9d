package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.FileStage.Slice;
import io.lakegate.catalog.spi.FileStage.StagedFiles;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement over files in stores that is run over a part of them while the next part is fetched: its first rows do not wait for the last byte, and
 * after a LIMIT nothing is fetched any more. {@code run} and its rows are for one thread, {@code cancel} for any.
 */
final class SlicedStatement implements QueryEngine.EngineStatement {
    /** Of less than that all is fetched at once. */
    private static final long LEAST_BYTES = 16 << 20;

    private final EngineQuery query;
    private final Scan.Files scan;
    private final StagedFiles files;
    private final Function<EngineQuery, DuckDbStatement> statements;
    private final Executor ahead;
    private final List<DuckDbStatement> open = new ArrayList<>(); // guarded by this
    private Transfers ended = Transfers.NONE; // guarded by this
    private @Nullable CompletableFuture<Optional<DuckDbStatement>> next; // guarded by this
    private boolean canceled; // guarded by this
    private boolean closed; // guarded by this

    private SlicedStatement(
            EngineQuery query,
            Scan.Files scan,
            StagedFiles files,
            Function<EngineQuery, DuckDbStatement> statements,
            Executor ahead) {
        this.query = query;
        this.scan = scan;
        this.files = files;
        this.statements = statements;
        this.ahead = ahead;
    }

    /**
     * A statement that may be run in parts, and is worth it.
     *
     * @param statements makes the engine's statement of a part
     * @param ahead fetches what comes next
     */
    static Optional<SlicedStatement> of(
            EngineQuery query, Function<EngineQuery, DuckDbStatement> statements, Executor ahead) {
        if (query.rowByRow().isEmpty()) {
            return Optional.empty();
        }
        List<Scan> scans = query.text().stream()
                .flatMap(piece -> piece.match(sql -> Optional.<Scan>empty(), table -> Optional.of(table.scan())).stream())
                .toList();
        if (scans.size() != 1
                || !(scans.get(0) instanceof Scan.Files scan)
                || scan.plan().files().mapToLong(file -> file.sizeBytes()).sum() < LEAST_BYTES) {
            return Optional.empty();
        }
        StagedFiles files = scan.stage().open(scan);
        return files.equals(StagedFiles.IN_PLACE)
                ? Optional.empty()
                : Optional.of(new SlicedStatement(query, scan, files, statements, ahead));
    }

    @Override
    public String text() {
        try (DuckDbStatement whole = statements.apply(query)) {
            return whole.text();
        }
    }

    @Override
    public Rows run() {
        return new SlicedRows();
    }

    /** The statement over a part of the files. */
    private DuckDbStatement over(Slice slice) {
        Scan.Files part = new Scan.Files(slice.plan(), scan.filter(), scan.stage(), slice.rows());
        List<EngineQuery.Piece> text = query.text().stream()
                .map(piece -> piece.<EngineQuery.Piece>match(sql -> sql, table -> new EngineQuery.Table(part)))
                .toList();
        DuckDbStatement statement = statements.apply(new EngineQuery(text, query.columns(), query.parameters()));
        synchronized (this) {
            if (closed || canceled) {
                statement.close();
                throw DuckDbErrors.canceled();
            }
            open.add(statement);
        }
        return statement;
    }

    private void end(DuckDbStatement statement) {
        synchronized (this) {
            if (open.remove(statement)) {
                ended = ended.plus(statement.transfers());
            }
        }
        statement.close();
    }

    @Override
    public synchronized Transfers transfers() {
        return open.stream().map(DuckDbStatement::transfers).reduce(ended, Transfers::plus);
    }

    @Override
    public void cancel() {
        List<DuckDbStatement> running;
        synchronized (this) {
            canceled = true;
            running = List.copyOf(open);
        }
        files.cancel();
        running.forEach(DuckDbStatement::cancel);
    }

    /** Waits for the part that is being fetched, which ends at once, being cancelled. */
    @Override
    public void close() {
        List<DuckDbStatement> running;
        CompletableFuture<Optional<DuckDbStatement>> coming;
        synchronized (this) {
            closed = true;
            running = List.copyOf(open);
            coming = next;
        }
        if (coming != null && !coming.isDone()) {
            files.cancel();
            running.forEach(DuckDbStatement::cancel);
            coming.handle((statement, failure) -> statement).join();
        }
        synchronized (this) {
            running = List.copyOf(open);
        }
        running.forEach(this::end);
        files.close();
    }

    /** Has the next part fetched by another thread. */
    private void fetchAhead(Iterator<Slice> slices) {
        CompletableFuture<Optional<DuckDbStatement>> coming =
                CompletableFuture.supplyAsync(() -> fetched(slices), ahead);
        synchronized (this) {
            next = coming;
        }
    }

    private Optional<DuckDbStatement> fetched(Iterator<Slice> slices) {
        if (!slices.hasNext()) {
            return Optional.empty();
        }
        DuckDbStatement statement = over(slices.next());
        statement.fetch();
        return Optional.of(statement);
    }

    private Optional<DuckDbStatement> next(Iterator<Slice> slices) {
        CompletableFuture<Optional<DuckDbStatement>> coming;
        synchronized (this) {
            coming = next;
            next = null;
        }
        if (coming == null) {
            return fetched(slices);
        }
        try {
            return coming.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof GatewayException known ? again(known) : e;
        }
    }

    /** With the place where it was waited for beside the one where it happened. */
    private static GatewayException again(GatewayException failure) {
        return new GatewayException(failure.code(), String.valueOf(failure.getMessage()), failure);
    }

    /** The rows of one part after the other. For one thread. */
    private final class SlicedRows implements Rows {
        private final Iterator<Slice> slices = files.slices();
        private long left = query.rowByRow().orElseThrow().mostRows().orElse(Long.MAX_VALUE);
        private @Nullable DuckDbStatement current;
        private @Nullable Rows rows;

        SlicedRows() {
            advance();
        }

        /** Goes to the next part, and has the one behind it fetched unless a LIMIT may end the statement before. */
        private void advance() {
            close();
            Optional<DuckDbStatement> fetched = SlicedStatement.this.next(slices);
            if (fetched.isPresent()) {
                current = fetched.get();
                if (left == Long.MAX_VALUE) {
                    fetchAhead(slices);
                }
                rows = fetched.get().run();
            }
        }

        @Override
        public List<Column> columns() {
            return query.columns();
        }

        @Override
        public Optional<RowBatch> next(int maxRows) {
            while (rows != null) {
                int wanted = (int) Math.min(maxRows, left);
                Optional<RowBatch> batch = wanted == 0 ? Optional.empty() : rows.next(wanted);
                int count = batch.map(RowBatch::rowCount).orElse(0);
                left -= left == Long.MAX_VALUE ? 0 : count;
                if (left == 0) {
                    close();
                } else if (count < wanted) {
                    advance();
                }
                if (count > 0) {
                    return batch;
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean mayGoOn() {
            return rows != null;
        }

        @Override
        public void close() {
            DuckDbStatement last = current;
            current = null;
            rows = null;
            if (last != null) {
                end(last);
            }
        }
    }
}
