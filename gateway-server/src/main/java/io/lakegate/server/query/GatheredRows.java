package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A statement whose rows are gathered on their way, as long as they are not too many. Rows are read by one thread at a time; what was gathered is asked for by
 * the one that read the last.
 */
final class GatheredRows implements EngineStatement {
    /** Memory that several statements share. For any thread. */
    interface Room {
        /** Whether there were so many bytes, which are taken then. */
        boolean take(long bytes);

        /** Gives back what was taken. */
        void give(long bytes);
    }

    private final EngineStatement statement;
    private final long mostBytes;
    private final Room room;
    private List<RowBatch> gathered = new ArrayList<>();
    private long bytes;
    private boolean gathers;
    private boolean complete;

    /**
     * @param mostBytes after which nothing is gathered any more
     * @param room for all that is gathered at a time
     */
    GatheredRows(EngineStatement statement, long mostBytes, Room room) {
        this.statement = requireNonNull(statement, "statement");
        this.mostBytes = mostBytes;
        this.room = requireNonNull(room, "room");
        this.gathers = mostBytes > 0;
    }

    /** All rows of a statement that has ended; empty when not all were read, they are too many, or it did not end well. */
    synchronized Optional<KeptRows> end(boolean well) {
        Optional<KeptRows> all =
                gathers && complete && well ? Optional.of(new KeptRows(gathered, bytes)) : Optional.empty();
        drop();
        return all;
    }

    private synchronized void take(Optional<RowBatch> batch, int columns, boolean last) {
        if (!gathers) {
            return;
        }
        if (batch.isPresent()) {
            RowBatch part = KeptRows.part(batch.get(), columns, 0, batch.get().rowCount());
            long weight = KeptRows.weight(part, columns);
            if (bytes + weight > mostBytes || !room.take(weight)) {
                drop();
                return;
            }
            bytes += weight;
            gathered.add(part);
        }
        complete = last;
    }

    /** Gathers nothing more and forgets what there is. */
    private synchronized void drop() {
        if (gathers) {
            gathers = false;
            gathered = List.of();
            room.give(bytes);
        }
    }

    @Override
    public String text() {
        return statement.text();
    }

    @Override
    public Rows run() {
        Rows rows = statement.run();
        return new Rows() {
            @Override
            public List<Column> columns() {
                return rows.columns();
            }

            @Override
            public Optional<RowBatch> next(int maxRows) {
                Optional<RowBatch> batch = rows.next(maxRows);
                boolean last = batch.isEmpty() || (batch.get().rowCount() < maxRows && !rows.mayGoOn());
                take(batch, rows.columns().size(), last);
                return batch;
            }

            @Override
            public boolean mayGoOn() {
                return rows.mayGoOn();
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }

    @Override
    public Transfers transfers() {
        return statement.transfers();
    }

    @Override
    public OptionalDouble progress() {
        return statement.progress();
    }

    @Override
    public void cancel() {
        statement.cancel();
    }

    @Override
    public void close() {
        statement.close();
    }
}
