package io.lakegate.adapters.ducklake;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.ducklake.database.FileStamp;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Scans that were planned while a catalog's database, which is a file, looked as it does now: planned again they would be the same, without the
 * file being opened. For any thread.
 */
final class KnownPlans {
    /** Of all plans together. */
    private static final long MOST_FILES = 200_000;

    private final Cache<Question, Known> plans = Caches.builder()
            .maximumWeight(MOST_FILES)
            .weigher((Question question, Known known) ->
                    10 + (int) known.plan().report().kept())
            .build();

    /** What was asked of a table. */
    record Question(long table, long snapshot, ScanRequest request) {}

    private record Known(FileStamp stamp, ScanPlan plan) {}

    private final KnownAnswers<FirstQuestion, Optional<Value>> lasts = new KnownAnswers<>();
    private final KnownAnswers<SumQuestion, OptionalLong> counts = new KnownAnswers<>();
    private final KnownAnswers<SumQuestion, Optional<ColumnSummary>> summaries = new KnownAnswers<>();

    /** Up to which value the first rows of a table come, as was asked. */
    record FirstQuestion(long table, long snapshot, FirstRows rows, Filter filter) {}

    /**
     * What is asked of all rows of a table.
     *
     * @param column empty for the rows themselves
     */
    record SumQuestion(long table, long snapshot, Optional<String> column) {}

    /** Up to which value the first rows come. */
    KnownAnswers<FirstQuestion, Optional<Value>> lasts() {
        return lasts;
    }

    /** How many rows there are. */
    KnownAnswers<SumQuestion, OptionalLong> counts() {
        return counts;
    }

    /** What values a column has. */
    KnownAnswers<SumQuestion, Optional<ColumnSummary>> summaries() {
        return summaries;
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
