package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineGateTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void letsInNoMoreThanItShould() throws Exception {
        EngineGate gate = new EngineGate(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<Integer>> all = new ArrayList<>();
        for (int client = 0; client < 16; client++) {
            all.add(threads.submit(() -> {
                int done = 0;
                for (; done < 500; done++) {
                    gate.pass(NEVER, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        return inside.decrementAndGet();
                    });
                }
                return done;
            }));
        }
        for (Future<Integer> one : all) {
            assertThat(one.get()).isEqualTo(500);
        }
        assertThat(most.get()).isLessThanOrEqualTo(3);
        // So many do get in.
        for (int pass = 0; pass < 3; pass++) {
            assertThat(gate.enter(NEVER)).isNotNull();
        }
    }

    @Test
    void oneThatIsInForLongHoldsNobodyBack() throws Exception {
        EngineGate gate = new EngineGate(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch isIn = new CountDownLatch(1);
        Future<Boolean> report = threads.submit(() -> gate.pass(Duration.ofMillis(1), () -> {
            isIn.countDown();
            end.await();
            return true;
        }));
        isIn.await();
        List<Future<String>> small = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.add(threads.submit(() -> gate.pass(NEVER, () -> "answer")));
        }
        for (Future<String> one : small) {
            assertThat(one.get()).isEqualTo("answer");
        }
        assertThat(report).isNotDone();
        end.countDown();
        assertThat(report.get()).isTrue();
    }

    @Test
    void whoIsExpectedToBeSmallIsCountedForLonger() throws Exception {
        EngineGate gate = new EngineGate(2);
        gate.enter(NEVER); // is never counted out
        CountDownLatch isIn = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Boolean> report = threads.submit(() -> gate.pass(Duration.ofMillis(1), () -> {
            isIn.countDown();
            end.await();
            return true;
        }));
        isIn.await();
        // Only the place of the report is given again, although another came before it.
        assertThat(threads.submit(() -> gate.pass(NEVER, () -> "answer")).get()).isEqualTo("answer");
        assertThat(report).isNotDone();
        end.countDown();
        assertThat(report.get()).isTrue();
    }

    @Test
    void whoFailsMakesRoom() throws Exception {
        EngineGate gate = new EngineGate(1);
        assertThatThrownBy(() -> gate.pass(NEVER, () -> {
                    throw new IOException("this");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("this");
        assertThat(gate.pass(NEVER, () -> 1)).isEqualTo(1);
    }

    @Test
    void anInterruptedOneDoesNotWait() throws Exception {
        EngineGate gate = new EngineGate(1);
        CountDownLatch isIn = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Boolean> first = threads.submit(() -> gate.pass(NEVER, () -> {
            isIn.countDown();
            end.await();
            return true;
        }));
        isIn.await();
        assertThat(threads.submit(() -> {
                            Thread.currentThread().interrupt();
                            return gate.pass(NEVER, () -> Thread.currentThread().isInterrupted());
                        })
                        .get())
                .isTrue();
        end.countDown();
        assertThat(first.get()).isTrue();
        assertThat(gate.pass(NEVER, () -> 2)).isEqualTo(2);
    }
}
