package io.lakegate.adapters.delta;

import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files of one snapshot with all that its log says about them, read from the log one after the other. For one thread.
 *
 * <p>Apart from {@link FileListing}, which keeps in memory only what planning needs of a file.
 */
final class ActiveFiles implements Iterator<AddFile>, AutoCloseable {
    private final TableName table;
    private final DeltaSnapshot snapshot;
    private final DeltaFileIO files;
    private final CloseableIterator<FilteredColumnarBatch> batches;
    private @Nullable CloseableIterator<Row> rows;
    private boolean ended;

    private ActiveFiles(TableName table, DeltaSnapshot snapshot, Engine engine, DeltaFileIO files) {
        this.table = table;
        this.snapshot = snapshot;
        this.files = files;
        this.batches =
                KernelErrors.call(table, "listing its files", () -> ListingReader.addFiles(snapshot.kernel(), engine));
    }

    /** Opens them; whoever reads the stream closes it. Where a checkpoint has typed statistics only, all are read at once. */
    static Stream<AddFile> stream(TableName table, DeltaSnapshot snapshot, KernelEngine engine, DeltaFileIO files) {
        if (ParsedStatistics.standAlone(snapshot.kernel().getMetadata().getConfiguration())) {
            KernelEngine extended = engine.withParsedStatistics(ParsedStatistics.type(snapshot.columns()));
            try (Stream<AddFile> all = open(table, snapshot, extended, files)) {
                return all.toList().stream();
            } catch (GatewayException e) {
                // As for the listing that planning uses: statistics of an older type are no reason to refuse the table.
                return open(table, snapshot, engine, files);
            }
        }
        return open(table, snapshot, engine, files);
    }

    private static Stream<AddFile> open(
            TableName table, DeltaSnapshot snapshot, KernelEngine engine, DeltaFileIO files) {
        ActiveFiles active = new ActiveFiles(table, snapshot, engine, files);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(active, Spliterator.ORDERED), false)
                .onClose(active::close);
    }

    @Override
    public boolean hasNext() {
        return KernelErrors.call(table, "listing its files", this::advance);
    }

    private boolean advance() throws IOException {
        while (!ended && (rows == null || !rows.hasNext())) {
            closeRows();
            if (batches.hasNext()) {
                rows = batches.next().getRows();
            } else {
                ended = true;
                CommitLog.checkUnchanged(table, snapshot, files);
            }
        }
        return !ended;
    }

    @Override
    public AddFile next() {
        if (!hasNext() || rows == null) {
            throw new NoSuchElementException();
        }
        return new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
    }

    private void closeRows() throws IOException {
        CloseableIterator<Row> closing = rows;
        rows = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void close() {
        ended = true;
        try (batches) {
            closeRows();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
