package io.lakegate.adapters.storage.stage;

import io.lakegate.adapters.storage.stage.ParquetShape.Group;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.FileStage.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parts in which the files of a scan are read one after the other: first little, then more; of large files some row groups at once. For one thread. */
final class FileSlices implements Iterator<Slice> {
    private static final long FIRST_BYTES = 8 << 20;
    private static final long MOST_BYTES = 128 << 20;

    private final ScanPlan plan;
    private final Function<String, Optional<StagedFile>> opened;
    private final Deque<Candidate> files = new ArrayDeque<>();
    private final Deque<Slice> ofLargeFile = new ArrayDeque<>();
    private long budget = FIRST_BYTES;

    /** A file and the way it is read. */
    private record Candidate(FileGroup group, DataFile file) {}

    /** {@code opened} gives a file by its location, with its end fetched; empty for one of this machine. */
    FileSlices(ScanPlan plan, Function<String, Optional<StagedFile>> opened) {
        this.plan = plan;
        this.opened = opened;
        plan.groups().forEach(group -> group.files().forEach(file -> files.add(new Candidate(group, file))));
    }

    @Override
    public boolean hasNext() {
        return !files.isEmpty() || !ofLargeFile.isEmpty();
    }

    @Override
    public Slice next() {
        if (ofLargeFile.isEmpty()) {
            Candidate first = files.remove();
            if (first.file().sizeBytes() <= budget) {
                return whole(first);
            }
            part(first);
        }
        return ofLargeFile.remove();
    }

    /** Takes files as long as they are small enough together. */
    private Slice whole(Candidate first) {
        Map<FileGroup, List<DataFile>> taken = new LinkedHashMap<>();
        taken.computeIfAbsent(first.group(), group -> new ArrayList<>()).add(first.file());
        long bytes = first.file().sizeBytes();
        for (Candidate next = files.peek();
                next != null && bytes + next.file().sizeBytes() <= budget;
                next = files.peek()) {
            files.remove();
            taken.computeIfAbsent(next.group(), group -> new ArrayList<>()).add(next.file());
            bytes += next.file().sizeBytes();
        }
        grow();
        return slice(taken, Optional.empty());
    }

    private Slice slice(Map<FileGroup, List<DataFile>> taken, Optional<RowRange> rows) {
        List<FileGroup> groups = new ArrayList<>();
        taken.forEach((group, some) -> groups.add(group.only(some)));
        return new Slice(plan.only(groups), rows);
    }

    private void grow() {
        budget = Math.min(MOST_BYTES, budget * 2);
    }

    /** Cuts a file between row groups, where they are known. */
    private void part(Candidate large) {
        Map<FileGroup, List<DataFile>> only = Map.of(large.group(), List.of(large.file()));
        Optional<StagedFile> file = opened.apply(large.file().location());
        Optional<ParquetShape> shape = file.flatMap(StagedFile::shape);
        if (shape.isEmpty()) {
            ofLargeFile.add(slice(only, Optional.empty()));
            return;
        }
        List<Group> groups =
                shape.get().groups().stream().filter(group -> group.rows() > 0).toList();
        long first = 0;
        long bytes = 0;
        for (int i = 0; i < groups.size(); i++) {
            bytes += file.get().scannedBytes(shape.get(), groups.get(i));
            boolean last = i + 1 == groups.size();
            if (last || bytes + file.get().scannedBytes(shape.get(), groups.get(i + 1)) > budget) {
                ofLargeFile.add(
                        slice(only, Optional.of(new RowRange(first, groups.get(i).lastRow()))));
                first = groups.get(i).lastRow() + 1;
                bytes = 0;
                grow();
            }
        }
        if (ofLargeFile.isEmpty()) { // a file without rows
            ofLargeFile.add(slice(only, Optional.empty()));
        }
    }
}
