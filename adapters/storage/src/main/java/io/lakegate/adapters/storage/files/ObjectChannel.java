package io.lakegate.adapters.storage.files;

import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.cache.ObjectVersion;
import io.lakegate.adapters.storage.cache.Range;
import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.StoreFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object opened for reading, at one version: reads through the cache, and ahead of a reader that goes forward. An interrupt does not close
 * it. For one thread.
 */
final class ObjectChannel implements SeekableByteChannel {
    private static final Logger log = LoggerFactory.getLogger(ObjectChannel.class);

    /** A small object is fetched whole. */
    private static final long SMALL = 512 << 10;

    private static final long FIRST_WINDOW = 64 << 10;
    private static final long LARGEST_WINDOW = 4 << 20;

    private final BucketPath path;
    private final CachedObject.Lease lease;
    private final ObjectVersion version;
    private final RandomAccessFile file;
    private final CancelSignal closed = new CancelSignal();
    private long position;
    private long ahead = FIRST_WINDOW;
    private Range window = new Range(0, 0);
    private boolean streams;
    private Range streamed = new Range(0, 0);
    private byte[] streamedBytes = new byte[0];

    private ObjectChannel(BucketPath path, CachedObject.Lease lease) throws IOException {
        this.path = path;
        this.lease = lease;
        this.version = lease.object().version();
        this.file = new RandomAccessFile(lease.object().file().toFile(), "r");
    }

    static ObjectChannel open(BucketPath path) throws IOException {
        CachedObject.Lease lease = BucketFiles.open(path);
        try {
            return new ObjectChannel(path, lease);
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        checkOpen();
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position >= version.sizeBytes()) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), version.sizeBytes() - position);
        count = (int) Math.min(count, LARGEST_WINDOW);
        byte[] bytes = new byte[count];
        if (streams) {
            stream(bytes);
        } else {
            cached(bytes);
        }
        into.put(bytes);
        position += count;
        return count;
    }

    private void cached(byte[] bytes) throws IOException {
        try {
            lease.object().fetch(List.of(wanted(bytes.length)), closed);
        } catch (StoreFailure e) {
            if (e.kind() != StoreFailure.Kind.NO_ROOM) {
                throw e;
            }
            log.warn("{} is read past the cache: {}", path, e.getReason());
            streams = true;
            stream(bytes);
            return;
        }
        file.seek(position);
        file.readFully(bytes);
    }

    /** What is read, and as much behind it as is likely to be read next. */
    private Range wanted(int count) {
        long size = version.sizeBytes();
        if (size <= SMALL) {
            return new Range(0, size);
        }
        if (position >= window.from() && position + count <= window.to()) {
            return new Range(position, position + count);
        }
        boolean onward = position >= window.from() && position <= window.to();
        ahead = onward ? Math.min(2 * ahead, LARGEST_WINDOW) : FIRST_WINDOW;
        long end = Math.min(size, position + Math.max(count, ahead));
        // A file is often read from its end, by a few bytes and then by those before.
        long start = end == size ? Math.max(0, Math.min(position, size - FIRST_WINDOW)) : position;
        window = new Range(start, end);
        return window;
    }

    private void stream(byte[] bytes) throws IOException {
        long end = position + bytes.length;
        if (position < streamed.from() || end > streamed.to()) {
            Range next = wanted(bytes.length);
            byte[] fetched = new byte[(int) next.length()];
            path.getFileSystem().cache().stream(version, next, fetched, 0, closed);
            streamed = next;
            streamedBytes = fetched;
        }
        System.arraycopy(streamedBytes, (int) (position - streamed.from()), bytes, 0, bytes.length);
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed.isGiven()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
        if (to < 0) {
            throw new IllegalArgumentException("a position before the start: " + to);
        }
        position = to;
        return this;
    }

    @Override
    public long size() {
        return version.sizeBytes();
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed.isGiven();
    }

    @Override
    public void close() throws IOException {
        if (!closed.isGiven()) {
            closed.give();
            file.close();
            lease.close();
        }
    }
}
