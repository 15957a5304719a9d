package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.ducklake.database.FileStamp;
import io.lakegate.catalog.cache.Caches;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was answered while a catalog's database, which is a file, looked as it does now: asked again it would say the same, without being opened. For any thread.
 *
 * @param <Q> compared by what it asks
 * @param <A> immutable, and small
 */
final class KnownAnswers<Q, A> {
    private static final long MOST = 1_000;

    private final Cache<Q, Known<A>> known = Caches.builder().maximumSize(MOST).build();

    private record Known<A>(FileStamp stamp, A answer) {
        Known {
            requireNonNull(stamp, "stamp");
            requireNonNull(answer, "answer");
        }
    }

    /**
     * What {@code ask} found while the file looked like this, or finds now.
     *
     * @param now how the file looked before it is asked; empty for a database that is none
     */
    A of(Q question, Optional<FileStamp> now, Supplier<A> ask) {
        Known<A> before = known.getIfPresent(question);
        if (before != null && now.filter(before.stamp()::equals).isPresent()) {
            return before.answer();
        }
        A found = ask.get();
        now.filter(FileStamp::isSettled).ifPresent(stamp -> known.put(question, new Known<>(stamp, found)));
        return found;
    }
}
