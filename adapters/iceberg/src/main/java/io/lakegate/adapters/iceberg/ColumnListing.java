package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.EnoughRows;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FirstRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.TableProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files of snapshots out of the columns of their manifests: manifests whose partitions do not matter are not looked at, and of the others only
 * files are made objects that may matter. For any thread.
 */
final class ColumnListing {
    private static final Logger log = LoggerFactory.getLogger(ColumnListing.class);

    /** More files than this, whose columns might not all be kept, are listed by the library. */
    private static final long MOST_FILES = 4_000_000;

    private static final long MOST_DELETE_FILES = 200_000;

    private final Manifests manifests;

    ColumnListing(Manifests manifests) {
        this.manifests = manifests;
    }

    /** Files of a manifest that may matter, and how many of the others go by their values. */
    private record Selected(List<FileScanTask> tasks, long byStatistics) {}

    /** Data manifests of a snapshot, with what is deleted from their files. */
    private record Source(OpenTable table, List<ManifestFile> data, DeleteIndex deletes) {}

    /** The files that a judge may keep; empty where the library has to list them. */
    Optional<Listing> of(TableName name, OpenTable table, Snapshot snapshot, FileJudge judge) {
        return IcebergErrors.call(name, "listing its files", () -> {
            try {
                return source(table, snapshot).flatMap(source -> list(source, judge));
            } catch (IllegalArgumentException e) {
                log.debug("The manifests of table {} are left to the library.", name, e);
                return Optional.empty();
            }
        });
    }

    private Optional<Source> source(OpenTable table, Snapshot snapshot) {
        List<ManifestFile> data = alive(snapshot.dataManifests(table.files()));
        List<ManifestFile> deletes = alive(snapshot.deleteManifests(table.files()));
        OptionalLong files = count(data);
        OptionalLong deleteFiles = count(deletes);
        boolean known = files.isPresent()
                && files.getAsLong() <= MOST_FILES
                && deleteFiles.isPresent()
                && deleteFiles.getAsLong() <= MOST_DELETE_FILES
                && !table.metadata().properties().containsKey(TableProperties.ENCRYPTION_TABLE_KEY)
                && Stream.concat(data.stream(), deletes.stream()).allMatch(each -> each.keyMetadata() == null);
        return known
                ? manifests.deletes(table, deletes).map(index -> new Source(table, data, index))
                : Optional.empty();
    }

    private static List<ManifestFile> alive(List<ManifestFile> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.hasAddedFiles() || manifest.hasExistingFiles())
                .toList();
    }

    /** How many files some manifests list as alive; empty where they do not say. */
    static OptionalLong count(List<ManifestFile> manifests) {
        long total = 0;
        for (ManifestFile manifest : manifests) {
            Integer added = manifest.addedFilesCount();
            Integer existing = manifest.existingFilesCount();
            if (added == null || existing == null) {
                return OptionalLong.empty();
            }
            total += (long) added + existing;
        }
        return OptionalLong.of(total);
    }

    private Optional<Listing> list(Source source, FileJudge judge) {
        OpenTable table = source.table();
        List<ManifestFile> wanted = source.data().stream()
                .filter(manifest -> judge.mayMatter(manifest, Manifests.spec(table, manifest)))
                .toList();
        // With all hands: of a million files even a look at what is kept takes long enough.
        List<Optional<Selected>> selected = manifests.find(table, wanted).parallelStream()
                .map(manifest -> select(source, manifest, judge))
                .toList();
        List<FileScanTask> tasks = new ArrayList<>();
        long byStatistics = 0;
        for (Optional<Selected> each : selected) {
            if (each.isEmpty()) {
                return Optional.empty();
            }
            tasks.addAll(each.get().tasks());
            byStatistics += each.get().byStatistics();
        }
        return Optional.of(new Listing(tasks, false, count(source.data()), byStatistics));
    }

    /** Empty for a manifest of encrypted files. */
    private Optional<Selected> select(Source source, Manifests.Known manifest, FileJudge judge) {
        PartitionSpec spec = manifest.spec();
        ManifestColumns columns = manifests.of(source.table(), manifest);
        if (columns.isEncrypted()) {
            return Optional.empty();
        }
        boolean[] mayMatter = byPartition(columns, spec, judge);
        int before = count(mayMatter);
        if (before > 0) {
            judge.narrow(columns, mayMatter);
        }
        int left = before == 0 ? 0 : count(mayMatter);
        List<FileScanTask> tasks = new ArrayList<>(left);
        for (int file = 0; file < mayMatter.length && tasks.size() < left; file++) {
            if (mayMatter[file]) {
                ListedFile listed = new ListedFile(columns, file);
                tasks.add(new ListedTask(listed, spec, source.deletes().of(listed)));
            }
        }
        return Optional.of(new Selected(tasks, before - tasks.size()));
    }

    private static boolean[] byPartition(ManifestColumns columns, PartitionSpec spec, FileJudge judge) {
        List<StructLike> distinct = columns.distinctPartitions();
        boolean[] partitions = new boolean[distinct.size()];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = judge.mayMatter(spec, distinct.get(i));
        }
        boolean[] mayMatter = new boolean[columns.size()];
        if (partitions.length == 1) {
            Arrays.fill(mayMatter, partitions[0]);
            return mayMatter;
        }
        for (int file = 0; file < mayMatter.length; file++) {
            mayMatter[file] = partitions[columns.partition(file)];
        }
        return mayMatter;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    /**
     * How many rows of a snapshot a filter wants; empty where files have deleted rows, their partitions do not say it, or only the library can list
     * them.
     *
     * @param judge of the same filter
     */
    OptionalLong countRows(
            TableName name, OpenTable table, SnapshotChoice choice, Snapshot snapshot, Filter filter, FileJudge judge) {
        return IcebergErrors.call(name, "counting its rows", () -> {
            try {
                Optional<Source> source = source(table, snapshot).filter(found -> found.deletes() == DeleteIndex.NONE);
                return source.isPresent() ? countRows(source.get(), choice, filter, judge) : OptionalLong.empty();
            } catch (IllegalArgumentException e) {
                log.debug("The rows of table {} are left to the library.", name, e);
                return OptionalLong.empty();
            }
        });
    }

    /** As many as the manifests list, and not as many as the list of them says: no writer needs that to be right. */
    private OptionalLong countRows(Source source, SnapshotChoice choice, Filter filter, FileJudge judge) {
        List<Manifests.Known> wanted = manifests.find(
                source.table(),
                source.data().stream()
                        .filter(manifest -> judge.mayMatter(manifest, Manifests.spec(source.table(), manifest)))
                        .toList());
        boolean decided = wanted.stream()
                .map(Manifests.Known::spec)
                .distinct()
                .allMatch(spec -> new PartitionTruth(choice.schema(), spec, filter).isDecided());
        if (!decided) {
            return OptionalLong.empty();
        }
        List<OptionalLong> counts = wanted.parallelStream()
                .map(manifest -> countRows(
                        manifests.of(source.table(), manifest),
                        new PartitionTruth(choice.schema(), manifest.spec(), filter)))
                .toList();
        return counts.stream().allMatch(OptionalLong::isPresent)
                ? OptionalLong.of(
                        counts.stream().mapToLong(OptionalLong::getAsLong).sum())
                : OptionalLong.empty();
    }

    private static OptionalLong countRows(ManifestColumns columns, PartitionTruth truth) {
        if (columns.isEncrypted() || !columns.countsRows()) {
            return OptionalLong.empty();
        }
        List<StructLike> distinct = columns.distinctPartitions();
        boolean[] wanted = new boolean[distinct.size()];
        boolean all = true;
        for (int i = 0; i < wanted.length; i++) {
            Truth each = truth.of(distinct.get(i));
            wanted[i] = each.equals(Truth.ALWAYS);
            all &= wanted[i];
            if (!wanted[i] && !each.never()) {
                return OptionalLong.empty();
            }
        }
        if (all) {
            return OptionalLong.of(columns.rowsInAll());
        }
        long rows = 0;
        for (int file = 0; file < columns.size(); file++) {
            rows += wanted[columns.partition(file)] ? columns.rows(file) : 0;
        }
        return OptionalLong.of(rows);
    }

    /** What was found out of the values of a column; {@code known} is empty where files have to be read for it. */
    record Summed(Optional<ColumnSummary> known) {}

    /** Of all rows of a snapshot; empty where files have deleted rows, or only the library can list them. */
    Optional<Summed> summarize(TableName name, OpenTable table, Snapshot snapshot, FieldBounds field) {
        return IcebergErrors.call(name, "summing up its values", () -> {
            try {
                return source(table, snapshot)
                        .filter(found -> found.deletes() == DeleteIndex.NONE)
                        .flatMap(source -> summarize(source, field));
            } catch (IllegalArgumentException e) {
                log.debug("The values of table {} are left to the library.", name, e);
                return Optional.empty();
            }
        });
    }

    private Optional<Summed> summarize(Source source, FieldBounds field) {
        List<Optional<Summed>> found = manifests.find(source.table(), source.data()).parallelStream()
                .map(manifest -> {
                    ManifestColumns columns = manifests.of(source.table(), manifest);
                    return columns.isEncrypted()
                            ? Optional.<Summed>empty()
                            : Optional.of(new Summed(columns.summary(field, manifest.spec())));
                })
                .toList();
        if (found.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        ColumnSummary all = ColumnSummary.NOTHING;
        for (Optional<Summed> each : found) {
            Optional<ColumnSummary> known = each.flatMap(Summed::known);
            if (known.isEmpty()) {
                return Optional.of(new Summed(known));
            }
            all = all.plus(known.get());
        }
        return Optional.of(new Summed(Optional.of(all)));
    }

    /**
     * A value up to which enough rows of a snapshot are proven to come.
     *
     * @param filter says exactly which rows are wanted; {@code judge} is of the same
     */
    Optional<Value> lastOf(
            TableName name,
            OpenTable table,
            SnapshotChoice choice,
            Snapshot snapshot,
            FirstRows wanted,
            Filter filter,
            FileJudge judge) {
        return IcebergErrors.call(name, "ordering its files", () -> {
            try {
                Optional<LakeType> type = FieldBounds.of(table.metadata(), choice.schema(), wanted.column())
                        .map(FieldBounds::type);
                Optional<EnoughRows> enough =
                        type.map(known -> new EnoughRows(wanted, known)).filter(EnoughRows::isPossible);
                return enough.isEmpty()
                        ? Optional.empty()
                        : source(table, snapshot)
                                .flatMap(source -> lastOf(source, choice, wanted, filter, judge, enough.get()));
            } catch (IllegalArgumentException e) {
                log.debug("The order of the files of table {} is left to the engine.", name, e);
                return Optional.empty();
            }
        });
    }

    private Optional<Value> lastOf(
            Source source, SnapshotChoice choice, FirstRows wanted, Filter filter, FileJudge judge, EnoughRows enough) {
        OpenTable table = source.table();
        Map<String, FieldBounds> fields = new HashMap<>();
        Stream.concat(
                        Stream.of(wanted.column()),
                        FilterColumns.of(filter).stream()
                                .filter(path -> !path.isNested())
                                .map(ColumnPath::column))
                .forEach(column -> FieldBounds.of(table.metadata(), choice.schema(), column)
                        .ifPresent(field -> fields.put(column, field)));
        List<Manifests.Known> found = manifests.find(
                table,
                source.data().stream()
                        .filter(manifest -> judge.mayMatter(manifest, Manifests.spec(table, manifest)))
                        .toList());
        // The first time that anybody asks of a column, the bounds of all files are made values: with all hands.
        List<ManifestColumns> columns = found.parallelStream()
                .map(manifest -> {
                    ManifestColumns files = manifests.of(table, manifest);
                    long before = files.sizeBytes();
                    fields.values().forEach(files::bounds);
                    if (files.sizeBytes() != before) {
                        manifests.weigh(manifest, files);
                    }
                    return files;
                })
                .toList();
        for (int i = 0; i < columns.size(); i++) {
            // A list of manifests begins with the newest files, which mostly have the latest times and greatest ids.
            int place = wanted.descending() ? i : columns.size() - 1 - i;
            ManifestColumns files = columns.get(place);
            ProvenRows.Known known =
                    column -> Optional.ofNullable(fields.get(column)).map(files::bounds);
            PartitionTruth partitions =
                    new PartitionTruth(choice.schema(), found.get(place).spec(), filter);
            new ProvenRows(files, source.deletes(), partitions, known).addTo(enough, wanted.column(), known);
        }
        return enough.value();
    }
}
