package io.lakegate.adapters.delta;

import io.lakegate.adapters.delta.FileListing.Part;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.BlockFilter;
import io.lakegate.catalog.packed.TruthBits;
import io.lakegate.catalog.scan.PruningReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds the files of a listing that can hold a row which a filter wants, column by column: partitions first, each once, then bounds, only of
 * files that are left. For one thread.
 */
final class FileSelection {
    /** Takes the files that are kept. */
    interface Kept {
        void file(FileChunk chunk, int file);
    }

    private final JudgedFilter judged;
    private final Kept kept;
    private final List<ChunkFilter.OfPartitions> cases;
    private final IdentityHashMap<Map<String, Value>, Boolean> partitions = new IdentityHashMap<>();
    private final boolean[] wanted = new boolean[FileChunk.BLOCK];
    private final boolean[] never = new boolean[FileChunk.BLOCK];
    private final byte[] outcomes = new byte[FileChunk.BLOCK];
    private long byPartition;
    private long byStatistics;

    private FileSelection(JudgedFilter judged, Kept kept) {
        this.judged = judged;
        this.kept = kept;
        this.cases = IntStream.range(0, judged.cases())
                .mapToObj(number -> new ChunkFilter.OfPartitions(judged, number))
                .toList();
    }

    /** Gives the files that are kept, in the order of the listing, and says how many are not. */
    static PruningReport of(FileListing listing, JudgedFilter judged, Kept kept) {
        FileSelection selection = new FileSelection(judged, kept);
        List<boolean[]> excluded = new ArrayList<>();
        List<FileChunk> parsed = new ArrayList<>();
        for (Part part : listing.parts()) {
            boolean[] partitions = selection.excluded(part.chunk());
            excluded.add(partitions);
            if (!all(partitions) && !knows(part.chunk(), judged)) {
                parsed.add(part.chunk());
            }
        }
        if (parsed.size() > 1) {
            // The first time that a filter speaks of a column, all texts are parsed: with all hands.
            parsed.parallelStream()
                    .forEach(chunk -> judged.withStatistics()
                            .values()
                            .forEach(column -> chunk.statistics().of(column)));
        }
        for (int i = 0; i < excluded.size(); i++) {
            selection.select(listing.parts().get(i), excluded.get(i));
        }
        return new PruningReport(listing.size(), selection.byPartition, selection.byStatistics);
    }

    private static boolean knows(FileChunk chunk, JudgedFilter judged) {
        return judged.withStatistics().values().stream().allMatch(chunk.statistics()::knows);
    }

    private boolean[] excluded(FileChunk chunk) {
        List<Map<String, Value>> distinct = chunk.distinctPartitions();
        boolean[] excluded = new boolean[distinct.size()];
        for (int i = 0; i < excluded.length; i++) {
            excluded[i] = partitions.computeIfAbsent(
                    distinct.get(i),
                    partition -> new FileCheck(column -> judged.ofPartition(partition, column))
                            .check(judged.filter())
                            .never());
        }
        return excluded;
    }

    private static boolean all(boolean[] flags) {
        for (boolean flag : flags) {
            if (!flag) {
                return false;
            }
        }
        return true;
    }

    private void select(Part part, boolean[] excluded) {
        if (all(excluded)) {
            byPartition += part.size();
            return;
        }
        FileChunk chunk = part.chunk();
        List<BlockFilter.Step> steps = judged.withStatistics().isEmpty()
                ? List.of()
                : cases.stream()
                        .map(each -> new ChunkFilter(judged, each, chunk).ready())
                        .toList();
        for (int from = 0; from < chunk.size(); from += FileChunk.BLOCK) {
            int to = Math.min(from + FileChunk.BLOCK, chunk.size());
            if (want(part, excluded, from, to)) {
                judge(steps, from, to);
                give(chunk, from, to);
            }
        }
    }

    /** Finds which files of a block are there and not excluded by their partitions; returns whether there are any. */
    private boolean want(Part part, boolean[] excluded, int from, int to) {
        boolean any = false;
        for (int file = from; file < to; file++) {
            boolean there = part.has(file);
            boolean out = excluded[part.chunk().partition(file)];
            byPartition += there && out ? 1 : 0;
            wanted[file - from] = there && !out;
            any |= there && !out;
        }
        return any;
    }

    private void judge(List<BlockFilter.Step> steps, int from, int to) {
        Arrays.fill(never, 0, to - from, !steps.isEmpty());
        boolean any = true;
        for (int step = 0; step < steps.size() && any; step++) {
            steps.get(step).judge(from, to, outcomes);
            any = false;
            for (int i = 0; i < to - from; i++) {
                never[i] &= (outcomes[i] & TruthBits.TRUE) == 0;
                any |= never[i];
            }
        }
    }

    private void give(FileChunk chunk, int from, int to) {
        for (int file = from; file < to; file++) {
            if (!wanted[file - from]) {
                continue;
            }
            if (never[file - from]) {
                byStatistics++;
            } else {
                kept.file(chunk, file);
            }
        }
    }
}
