package io.lakegate.adapters.storage.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bytes of a file: ranges of which no two touch. For one thread. */
public final class Ranges {
    private final TreeMap<Long, Long> byStart = new TreeMap<>();

    /** Adds bytes, those among them that are in it already included. */
    public Ranges add(Range range) {
        if (range.length() == 0) {
            return this;
        }
        long from = range.from();
        long to = range.to();
        Map.Entry<Long, Long> before = byStart.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map<Long, Long> covered = byStart.subMap(from, true, to, true);
        for (long end : covered.values()) {
            to = Math.max(to, end);
        }
        covered.clear();
        byStart.put(from, to);
        return this;
    }

    /** What of a range is not in it, in order. */
    public List<Range> missing(Range wanted) {
        List<Range> missing = new ArrayList<>();
        long at = wanted.from();
        Map.Entry<Long, Long> before = byStart.floorEntry(at);
        if (before != null) {
            at = Math.max(at, before.getValue());
        }
        for (Map.Entry<Long, Long> next : byStart.tailMap(wanted.from(), false).entrySet()) {
            if (next.getKey() >= wanted.to()) {
                break;
            }
            if (next.getKey() > at) {
                missing.add(new Range(at, next.getKey()));
            }
            at = Math.max(at, next.getValue());
        }
        if (at < wanted.to()) {
            missing.add(new Range(at, wanted.to()));
        }
        return missing;
    }

    /** How many bytes. */
    public long total() {
        return byStart.entrySet().stream()
                .mapToLong(range -> range.getValue() - range.getKey())
                .sum();
    }

    /** In order. */
    public List<Range> list() {
        return byStart.entrySet().stream()
                .map(range -> new Range(range.getKey(), range.getValue()))
                .toList();
    }

    /** The same bytes and those between two ranges that are no more than {@code gap} apart: one request then fetches both. */
    public Ranges joined(long gap) {
        Ranges joined = new Ranges();
        Range last = null;
        for (Range range : list()) {
            if (last != null && range.from() - last.to() <= gap) {
                joined.add(new Range(last.to(), range.from()));
            }
            joined.add(range);
            last = range;
        }
        return joined;
    }
}
