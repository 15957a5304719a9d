package io.lakegate.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.check.LiveCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks cost effort beside all limits, so that few are made at one moment. */
@Timeout(120)
class ChecksAtOnceTest {
    private static final QueryEngine NO_ENGINE = new QueryEngine() {
        @Override
        public EngineStatement prepare(EngineQuery query) {
            throw new UnsupportedOperationException("no check comes so far");
        }

        @Override
        public void close() {}
    };

    private final CountDownLatch entered = new CountDownLatch(2);
    private final CountDownLatch released = new CountDownLatch(1);

    private List<CheckStep> blocked(String address) {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of(CheckStep.failed("connect", address, "nobody answers"));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "check");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void aThirdIsRefusedWhileTwoAreMade() throws Exception {
        WideCatalog wide = new WideCatalog();
        Identity somebody = Identity.said(Optional.empty());
        LiveCheck check = new LiveCheck(
                new Catalogs(List.of(wide)),
                NO_ENGINE,
                Map.of(wide.name(), new LiveCheck.Way(List.of("s3://lake/"), this::blocked)));
        List<CompletableFuture<List<CheckStep>>> two = List.of(
                CompletableFuture.supplyAsync(() -> check.of(wide.name(), somebody), ChecksAtOnceTest::start),
                CompletableFuture.supplyAsync(() -> check.of(wide.name(), somebody), ChecksAtOnceTest::start));
        entered.await();
        assertThatThrownBy(() -> check.of(wide.name(), somebody))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_REACHED));
        released.countDown();
        for (CompletableFuture<List<CheckStep>> one : two) {
            assertThat(one.get()).hasSize(1);
        }
        assertThat(check.of(wide.name(), somebody)).hasSize(1);
    }
}
