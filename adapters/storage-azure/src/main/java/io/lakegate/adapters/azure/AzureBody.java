package io.lakegate.adapters.azure;

import com.azure.storage.blob.models.BlobDownloadAsyncResponse;
import io.lakegate.adapters.storage.object.ObjectStore.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** The bytes of an answer, pulled one buffer at a time. {@code abort} is for any thread, the rest for one. */
final class AzureBody extends Body {
    /** What comes of an answer: bytes, or its end, or what broke it. */
    private record Signal(
            ByteBuffer bytes, boolean last, @Nullable Throwable failure) {}

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Pull pull = new Pull();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean ended;

    AzureBody(BlobDownloadAsyncResponse answer) {
        answer.getValue().subscribe(pull);
    }

    /** Keeps one buffer ahead of the reader. */
    private final class Pull extends BaseSubscriber<ByteBuffer> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(ByteBuffer bytes) {
            signals.add(new Signal(bytes, false, null));
        }

        @Override
        protected void hookOnComplete() {
            signals.add(new Signal(ByteBuffer.allocate(0), true, null));
        }

        @Override
        protected void hookOnError(Throwable failure) {
            signals.add(new Signal(ByteBuffer.allocate(0), true, failure));
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (!current.hasRemaining()) {
            if (ended) {
                return -1;
            }
            take();
        }
        int count = Math.min(length, current.remaining());
        current.get(bytes, offset, count);
        return count;
    }

    private void take() throws IOException {
        Signal signal;
        try {
            signal = signals.poll(AzureClients.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort();
            throw new IOException("interrupted while waiting for bytes", e);
        }
        if (signal == null) {
            abort();
            throw new IOException("no byte came in " + AzureClients.SILENCE);
        }
        ended = signal.last();
        if (signal.failure() != null) {
            throw new IOException("the answer broke off", signal.failure());
        }
        current = signal.bytes();
        if (!ended) {
            pull.request(1);
        }
    }

    @Override
    public void abort() {
        pull.cancel();
        signals.add(new Signal(ByteBuffer.allocate(0), true, new IOException("the transfer was ended")));
    }

    @Override
    public void close() {
        if (!ended) {
            pull.cancel();
        }
    }
}
