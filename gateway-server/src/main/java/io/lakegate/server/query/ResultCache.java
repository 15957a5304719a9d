package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.calcite.AnswerKey;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.model.Column;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whole answers of statements, each for statements that ask the same of the same versions of the same tables, by the same rights. Nobody has to drop one: after
 * a commit, the key is another. Bounded in bytes, what is used least is dropped. For any thread.
 */
final class ResultCache {
    private final long sizeBytes;
    private final long largestBytes;
    private final Cache<Key, KeptRows> answers;
    private final GatheredRows.Room gathering;

    /** Room for the rows of statements that run: as much as for those that are kept. */
    private static final class Gathering implements GatheredRows.Room {
        private final long size;
        private final AtomicLong taken = new AtomicLong();

        Gathering(long size) {
            this.size = size;
        }

        @Override
        public boolean take(long bytes) {
            if (taken.addAndGet(bytes) <= size) {
                return true;
            }
            give(bytes);
            return false;
        }

        @Override
        public void give(long bytes) {
            taken.addAndGet(-bytes);
        }
    }

    /**
     * All that an answer follows from.
     *
     * @param statement what was asked by whom, with what the session has chosen
     * @param asked what that came to be, with the tables
     */
    record Key(StatementKey statement, AnswerKey asked) {
        Key {
            requireNonNull(statement, "statement");
            requireNonNull(asked, "asked");
        }

        long weight() {
            return asked.weight() + 500 + 2L * statement.sql().length();
        }
    }

    /**
     * Keeps answers.
     *
     * @param sizeBytes of all together; 0 to keep none
     * @param largestBytes of one
     */
    ResultCache(long sizeBytes, long largestBytes) {
        this.sizeBytes = sizeBytes;
        this.largestBytes = Math.min(sizeBytes, largestBytes);
        this.gathering = new Gathering(sizeBytes);
        this.answers = Caches.builder()
                .maximumWeight(sizeBytes)
                .<Key, KeptRows>weigher((key, rows) -> (int) Math.min(Integer.MAX_VALUE, key.weight() + rows.bytes()))
                .build();
    }

    /** Whether it is on. */
    boolean keepsAny() {
        return sizeBytes > 0;
    }

    /** How much is kept, in bytes. */
    long bytes() {
        return answers.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
    }

    /**
     * The statement that gives what is kept under a key; else the one that makes the rows, which are kept when they are all made and not too many.
     *
     * @param still whether the answer would have the same key now, asked when all rows are made: what a table is read from may have been replaced meanwhile
     */
    CountedStatement answer(Key key, List<Column> columns, Supplier<CountedStatement> run, BooleanSupplier still) {
        KeptRows known = answers.getIfPresent(key);
        if (known != null) {
            return new CountedStatement(known.statement(columns), () -> FilesRead.NONE, CacheUse.HIT, well -> {});
        }
        CountedStatement made = run.get();
        GatheredRows rows = new GatheredRows(made.statement(), largestBytes - key.weight(), gathering);
        return new CountedStatement(
                rows,
                made.read(),
                CacheUse.MISS,
                well -> rows.end(well).filter(all -> still.getAsBoolean()).ifPresent(all -> answers.put(key, all)));
    }
}
