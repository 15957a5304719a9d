package io.lakegate.adapters.storage.stage;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.cache.Range;
import io.lakegate.adapters.storage.cache.Ranges;
import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.stage.ParquetShape.BloomPlace;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.spi.FileStage.Part;
import io.lakegate.catalog.spi.FileStage.Transfers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.jspecify.annotations.Nullable;

/** One data file in a store and what a scan needs of it. For one thread at a time. */
final class StagedFile implements AutoCloseable {
    private static final long SMALLEST_TAIL = 4 << 10;
    private static final long LARGEST_TAIL = 64 << 10;

    /** Of a file of this size or less all is fetched: more requests would cost more than its bytes. */
    private static final long SMALL = 64 << 10;

    /** Ranges no further apart are fetched by one request. */
    private static final long GAP = 16 << 10;

    private final SeenObjects.Seen seen;
    private final boolean encrypted;
    private final ReadColumns columns = new ReadColumns();
    private final List<GroupFilter> filters = new ArrayList<>();
    private final Optional<RowRange> rows;
    private CachedObject.@Nullable Lease lease;
    private Optional<ParquetShape> shape = Optional.empty();
    private boolean looked;
    /** Groups that bloom filters exclude, by identity: two groups may be equal. */
    private final Set<ParquetShape.Group> excluded = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean lookedAtBloomFilters;
    private Ranges needed = new Ranges();
    private long fetched;

    /** {@code rows} are those that are read; empty for all. */
    StagedFile(SeenObjects.Seen seen, boolean encrypted, Optional<RowRange> rows) {
        this.rows = rows;
        this.seen = seen;
        this.encrypted = encrypted;
    }

    ReadColumns columns() {
        return columns;
    }

    /** Takes another way of reading it into account, in which these row groups are read. */
    void addReading(GroupFilter filter) {
        filters.add(filter);
    }

    Path path() {
        return seen.path();
    }

    /** Says that the object is not what it was thought to be: the next statement asks for it. */
    void changed() {
        seen.forget();
    }

    boolean isOpen() {
        return lease != null;
    }

    /** The local file. */
    Path local() {
        return object().file();
    }

    private CachedObject object() {
        if (lease == null) {
            throw new IllegalStateException("nothing of %s was fetched yet".formatted(path()));
        }
        return lease.object();
    }

    /** Looks the object up, and fetches its end. */
    void open(Cache<String, Optional<ParquetShape>> shapes, CancelSignal cancel) throws IOException {
        if (lease == null) {
            lease = seen.open();
        }
        if (!looked) {
            String local = String.valueOf(local().getFileName());
            Optional<ParquetShape> known = shapes.getIfPresent(local);
            if (known == null) {
                known = encrypted ? Optional.empty() : readShape(cancel);
                shapes.put(local, known);
            }
            shape = known;
            looked = true;
            fetched += object().fetch(List.of(end(known)), cancel);
        }
    }

    private Range end(Optional<ParquetShape> known) {
        long size = object().version().sizeBytes();
        long from = known.map(shape -> shape.footer().from()).orElse(size);
        needed.add(new Range(from, size));
        return new Range(from, size);
    }

    private Optional<ParquetShape> readShape(CancelSignal cancel) throws IOException {
        long size = object().version().sizeBytes();
        if (size < ParquetShape.TAIL_BYTES) {
            return Optional.empty();
        }
        long guess = size <= SMALL ? size : Math.max(SMALLEST_TAIL, Math.min(LARGEST_TAIL, size / 128));
        fetched += object().fetch(List.of(new Range(size - guess, size)), cancel);
        OptionalInt length = ParquetShape.footerLength(read(size - ParquetShape.TAIL_BYTES, ParquetShape.TAIL_BYTES));
        if (length.isEmpty() || length.getAsInt() > size - ParquetShape.TAIL_BYTES) {
            return Optional.empty();
        }
        long from = size - ParquetShape.TAIL_BYTES - length.getAsInt();
        fetched += object().fetch(List.of(new Range(from, size)), cancel);
        return ParquetShape.parse(read(from, length.getAsInt()), size);
    }

    private byte[] read(long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        try (RandomAccessFile file = new RandomAccessFile(local().toFile(), "r")) {
            file.seek(from);
            file.readFully(bytes);
        }
        return bytes;
    }

    /** Fetches the bloom filters that may exclude row groups, and notes which they do. For one that is open. */
    void lookAtBloomFilters(CancelSignal cancel) throws IOException {
        if (lookedAtBloomFilters || shape.isEmpty() || object().version().sizeBytes() <= SMALL) {
            return;
        }
        ParquetShape known = shape.get();
        List<ParquetShape.Group> asked = new ArrayList<>();
        Ranges places = new Ranges();
        for (ParquetShape.Group group : known.groups()) {
            List<BloomPlace> ofGroup = !mayMatch(known, group)
                    ? List.of()
                    : filters.stream()
                            .flatMap(filter -> filter.bloomFilters(known, group).stream())
                            .filter(BloomFilters::isReadable)
                            .toList();
            if (!ofGroup.isEmpty()) {
                asked.add(group);
                ofGroup.forEach(place -> places.add(place.bytes()));
            }
        }
        fetched += object().fetch(places.list(), cancel);
        try (RandomAccessFile file = new RandomAccessFile(local().toFile(), "r")) {
            for (ParquetShape.Group group : asked) {
                if (filters.stream()
                        .allMatch(filter -> !filter.mayMatch(known, group)
                                || filter.isExcluded(known, group, place -> bloomFilter(file, place)))) {
                    excluded.add(group);
                }
            }
        }
        lookedAtBloomFilters = true;
    }

    private static Optional<BlockSplitBloomFilter> bloomFilter(RandomAccessFile file, BloomPlace place) {
        if (!BloomFilters.isReadable(place)) {
            return Optional.empty();
        }
        byte[] bytes = new byte[Math.toIntExact(place.bytes().length())];
        try {
            file.seek(place.bytes().from());
            file.readFully(bytes);
        } catch (IOException e) {
            return Optional.empty(); // beyond the end of the file, or a broken disk, which the engine comes to as well
        }
        return BloomFilters.parse(bytes, place.isExact());
    }

    /** Starts to fetch a part. */
    CachedObject.Fetching start(Part part) throws IOException {
        long size = object().version().sizeBytes();
        if (part == Part.WHOLE || size <= SMALL || shape.isEmpty()) {
            needed.add(new Range(0, size));
        } else if (part != Part.FOOTER) {
            ParquetShape known = shape.get();
            Ranges scanned = columns.bytes(known, group -> part == Part.COLUMNS || mayMatch(known, group))
                    .joined(GAP);
            scanned.list().forEach(needed::add);
        }
        CachedObject.Fetching fetching = object().start(needed.list());
        fetched += fetching.bytes();
        return fetching;
    }

    /** What is known of its parts; empty before it is opened, and where nothing is. */
    Optional<ParquetShape> shape() {
        return shape;
    }

    /** How many bytes of a row group are read. */
    long scannedBytes(ParquetShape known, ParquetShape.Group group) {
        return mayMatch(known, group)
                ? columns.bytes(known, other -> other.equals(group)).total()
                : 0;
    }

    private boolean mayMatch(ParquetShape known, ParquetShape.Group group) {
        boolean among = rows.isEmpty() || rows.get().overlaps(group.firstRow(), group.lastRow());
        return among
                && !excluded.contains(group)
                && (filters.isEmpty() || filters.stream().anyMatch(filter -> filter.mayMatch(known, group)));
    }

    /** Whether some bytes of the file were not asked for. */
    boolean hasGaps() {
        return lease != null && needed.total() < object().version().sizeBytes();
    }

    Transfers transfers() {
        if (lease == null) {
            return Transfers.NONE;
        }
        long total = needed.total();
        return new Transfers(
                fetched, Math.max(0, total - fetched), object().version().sizeBytes() - total);
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
