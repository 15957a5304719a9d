package io.lakegate.adapters.delta;

import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The metadata tables of one table at one version: what {@code t$history} and the like mean. For any thread. */
record DeltaMetadata(PinnedTable table, DeltaSnapshot snapshot, KernelEngine engine, DeltaFileIO io) {
    static final List<String> KINDS = List.of("detail", "files", "history", "partitions", "properties", "snapshots");

    Optional<PinnedTable> table(String kind) {
        return switch (kind) {
            case "detail" -> Optional.of(DetailTable.detail(table, snapshot, this::log, this::files));
            case "files" -> Optional.of(FilesTable.of(table, this::files));
            case "history" -> Optional.of(HistoryTable.history(table, this::log));
            case "partitions" -> Optional.of(PartitionsTable.of(table, this::files));
            case "properties" -> Optional.of(DetailTable.properties(table, snapshot));
            case "snapshots" -> Optional.of(HistoryTable.snapshots(table, this::log));
            default -> Optional.empty();
        };
    }

    private CommitLog log() {
        return CommitLog.of(table.name(), snapshot, io);
    }

    private Stream<FileFacts> files() {
        return ActiveFiles.stream(table.name(), snapshot, engine, io)
                .map(add -> new FileFacts(table.name(), snapshot, add));
    }
}
