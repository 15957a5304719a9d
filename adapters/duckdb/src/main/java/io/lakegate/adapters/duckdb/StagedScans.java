package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.FileStage.Part;
import io.lakegate.catalog.spi.FileStage.StagedFiles;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.Scan;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scans of one statement that read data files, and where the engine finds these files. {@code cancel} is for any thread, the rest for one. */
final class StagedScans implements AutoCloseable {
    private final List<Scan.Files> scans;
    private final boolean rowsOfJvm;
    private final IdentityHashMap<Scan.Files, StagedFiles> staged = new IdentityHashMap<>();

    /** Fetches nothing. */
    StagedScans(EngineQuery query) {
        List<Scan> all = query.text().stream()
                .flatMap(piece -> piece.match(sql -> Stream.<Scan>empty(), table -> Stream.of(table.scan())))
                .toList();
        this.scans = all.stream().flatMap(StagedScans::files).toList();
        this.rowsOfJvm = all.stream().anyMatch(StagedScans::isOfJvm);
        scans.forEach(scan -> staged.computeIfAbsent(scan, each -> each.stage().open(each)));
    }

    private static Stream<Scan.Files> files(Scan scan) {
        return scan.match(
                Stream::of,
                rows -> Stream.empty(),
                parts -> parts.parts().stream().flatMap(StagedScans::files));
    }

    private static boolean isOfJvm(Scan scan) {
        return scan.match(
                files -> false, rows -> true, parts -> parts.parts().stream().anyMatch(StagedScans::isOfJvm));
    }

    List<Scan.Files> scans() {
        return scans;
    }

    /** How many bytes its files have; as many as can be when rows come from the JVM as well. */
    long bytes() {
        return rowsOfJvm
                ? Long.MAX_VALUE
                : dataFiles().mapToLong(DataFile::sizeBytes).sum();
    }

    Stream<DataFile> dataFiles() {
        return scans.stream().map(Scan.Files::plan).flatMap(ScanPlan::files);
    }

    void fetch(Part part) {
        staged.values().forEach(files -> files.fetch(part));
    }

    /** The name under which the engine reads a file of a scan. */
    String place(Scan.Files scan, DataFile file) {
        StagedFiles files = staged.get(scan);
        return files == null ? file.location() : files.place(file.location());
    }

    /** Whether all files are read where they lie. */
    boolean areInPlace() {
        return staged.values().stream().allMatch(StagedFiles.IN_PLACE::equals);
    }

    boolean mayHaveGaps() {
        return staged.values().stream().anyMatch(StagedFiles::mayHaveGaps);
    }

    Transfers transfers() {
        return staged.values().stream().map(StagedFiles::transfers).reduce(Transfers.NONE, Transfers::plus);
    }

    /** An engine's message with the names that users know of files. */
    String named(String message) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Scan.Files scan : scans) {
            scan.plan().files().forEach(file -> {
                String place = place(scan, file);
                if (!place.equals(file.location()) && message.contains(place)) {
                    names.put(place, file.location());
                }
            });
        }
        String named = message;
        for (Map.Entry<String, String> name : names.entrySet()) {
            named = named.replace(name.getKey(), name.getValue());
        }
        return named;
    }

    void cancel() {
        staged.values().forEach(StagedFiles::cancel);
    }

    @Override
    public void close() {
        staged.values().forEach(StagedFiles::close);
    }
}
