package io.lakegate.adapters.ducklake;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.ducklake.database.FileStamp;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Scans that were planned while a catalog's database, which is a file, looked as it does now: planned again they would be the same, without the
 * file being opened. For any thread.
 */
final class KnownPlans {
    /** Of all plans together. */
    private static final long MOST_FILES = 200_000;

    private static final long MOST_LASTS = 1_000;

    private final Cache<Question, Known> plans = Caches.builder()
            .maximumWeight(MOST_FILES)
            .weigher((Question question, Known known) ->
                    10 + (int) known.plan().report().kept())
            .build();

    /** What was asked of a table. */
    record Question(long table, long snapshot, ScanRequest request) {}

    private record Known(FileStamp stamp, ScanPlan plan) {}

    private final Cache<FirstQuestion, KnownLast> lasts =
            Caches.builder().maximumSize(MOST_LASTS).build();

    /** Up to which value the first rows of a table come, as was asked. */
    record FirstQuestion(long table, long snapshot, FirstRows rows, Filter filter) {}

    private record KnownLast(FileStamp stamp, Optional<Value> value) {}

    /** What {@code ask} found while the file looked like this, or finds now. */
    Optional<Value> last(FirstQuestion question, Optional<FileStamp> now, Supplier<Optional<Value>> ask) {
        KnownLast known = lasts.getIfPresent(question);
        if (known != null && now.filter(known.stamp()::equals).isPresent()) {
            return known.value();
        }
        Optional<Value> found = ask.get();
        now.filter(FileStamp::isSettled).ifPresent(before -> lasts.put(question, new KnownLast(before, found)));
        return found;
    }

    /** The plan that was found while the file looked like this. */
    Optional<ScanPlan> find(Question question, FileStamp now) {
        Known known = plans.getIfPresent(question);
        return known != null && known.stamp().equals(now) ? Optional.of(known.plan()) : Optional.empty();
    }

    /** Keeps a plan for which the file was read after it looked like this. */
    void keep(Question question, FileStamp before, ScanPlan plan) {
        if (before.isSettled()) {
            plans.put(question, new Known(before, plan));
        }
    }
}
