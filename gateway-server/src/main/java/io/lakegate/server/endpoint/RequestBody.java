package io.lakegate.server.endpoint;

import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;

/**
 * The body of a request while it comes in. No thread waits for it, so clients that send half a request and then nothing hold up nobody: their connection goes when it
 * was idle for long enough. For one request.
 */
final class RequestBody implements Promise.Invocable<byte[]> {
    private final Consumer<byte[]> whole;
    private final Runnable tooLong;
    private final Consumer<Throwable> broken;

    private RequestBody(Consumer<byte[]> whole, Runnable tooLong, Consumer<Throwable> broken) {
        this.whole = whole;
        this.tooLong = tooLong;
        this.broken = broken;
    }

    /**
     * Reads it and goes on in one of three ways; at once where all of it is there.
     *
     * @param most bytes
     * @param broken also when going on fails
     */
    static void read(Request request, int most, Consumer<byte[]> whole, Runnable tooLong, Consumer<Throwable> broken) {
        Content.Source.asByteArrayAsync(request, most, new RequestBody(whole, tooLong, broken));
    }

    /** Going on may take long: Jetty has it done on a thread that has nothing else to read for. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }

    @Override
    public void succeeded(byte[] bytes) {
        goOn(() -> whole.accept(bytes));
    }

    @Override
    public void failed(Throwable failure) {
        if (failure instanceof IllegalStateException) {
            goOn(tooLong);
        } else {
            broken.accept(failure);
        }
    }

    private void goOn(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            broken.accept(e);
        }
    }
}
