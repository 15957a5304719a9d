package io.lakegate.server.query;

import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.Scan;
import java.util.List;

/**
 * The data files of a statement's tables.
 *
 * @param read those in which a row can match
 * @param skipped those in which none can, by their partition or their statistics
 * @param bytes how long those are that are read, were they read whole
 */
public record FilesRead(long read, long skipped, long bytes) {
    /** Of a statement over no files. */
    public static final FilesRead NONE = new FilesRead(0, 0, 0);

    private FilesRead plus(FilesRead other) {
        return new FilesRead(read + other.read, skipped + other.skipped, bytes + other.bytes);
    }

    static FilesRead of(EngineQuery query) {
        return query.text().stream()
                .map(piece -> piece.match(sql -> NONE, table -> of(table.scan())))
                .reduce(NONE, FilesRead::plus);
    }

    private static FilesRead of(Scan scan) {
        return scan.match(
                files -> {
                    PruningReport report = files.plan().report();
                    return new FilesRead(
                            report.kept(),
                            report.byPartition() + report.byStatistics(),
                            files.plan()
                                    .files()
                                    .mapToLong(file -> file.sizeBytes())
                                    .sum());
                },
                rows -> NONE,
                parts -> of(parts.parts()));
    }

    private static FilesRead of(List<Scan> scans) {
        return scans.stream().map(FilesRead::of).reduce(NONE, FilesRead::plus);
    }
}
