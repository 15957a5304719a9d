package io.lakegate.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How work is given to threads: not too much at a time, the first first, and to who worked last. */
class WorkersTest {
    private final Workers workers = new Workers(2, NamedThreads.of("test-"));

    @AfterEach
    void stop() throws InterruptedException {
        workers.shutdown();
        assertThat(workers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void soManyAtATimeAndTheOthersInTheirOrder() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger greatest = new AtomicInteger();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 20; i++) {
            int number = i;
            workers.execute(() -> {
                greatest.accumulateAndGet(running.incrementAndGet(), Math::max);
                order.add(number);
                inside.countDown();
                await(open);
                running.decrementAndGet();
            });
        }
        inside.await();
        assertThat(order).containsExactlyInAnyOrder(0, 1);

        open.countDown();
        stop();
        assertThat(greatest).hasValue(2);
        assertThat(order).hasSize(20);
        assertThat(order.subList(2, 20)).satisfies(later -> {
            for (int i = 0; i < later.size(); i++) {
                // Two run at once, so each may note itself one place beside its own.
                assertThat(later.get(i)).isBetween(i + 1, i + 3);
            }
        });
    }

    @Test
    void theThreadThatWorkedLastIsTheNext() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<Thread> meet = () -> {
            both.await();
            return Thread.currentThread();
        };
        FutureTask<Thread> one = new FutureTask<>(meet);
        FutureTask<Thread> other = new FutureTask<>(meet);
        workers.execute(one);
        workers.execute(other);
        assertThat(one.get()).isNotSameAs(other.get());
        awaitIdle(one.get());
        awaitIdle(other.get());

        Set<Thread> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            FutureTask<Thread> task = new FutureTask<>(Thread::currentThread);
            workers.execute(task);
            seen.add(task.get());
            awaitIdle(task.get());
        }
        assertThat(seen).hasSize(1);
    }

    private static void awaitIdle(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTaskThatFailsTakesNothingWithIt() throws Exception {
        for (int i = 0; i < 10; i++) {
            workers.execute(() -> {
                throw new IllegalStateException("as the test wants it");
            });
        }
        FutureTask<Integer> task = new FutureTask<>(() -> 7);
        workers.execute(task);
        assertThat(task.get(1, TimeUnit.MINUTES)).isEqualTo(7);
    }

    @Test
    void whatWaitsAtTheEndIsRunAndWhatComesAfterItIsRefused() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            workers.execute(() -> {
                await(open);
                ran.incrementAndGet();
            });
        }
        workers.shutdown();
        assertThatThrownBy(() -> workers.execute(ran::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
        open.countDown();
        assertThat(workers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ran).hasValue(5);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
