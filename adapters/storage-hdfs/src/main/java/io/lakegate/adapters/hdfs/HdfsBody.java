package io.lakegate.adapters.hdfs;

import io.lakegate.adapters.storage.object.ObjectStore.Body;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Bytes of an open file, up to a number of them. {@code abort} is for any thread, the rest for one. */
final class HdfsBody extends Body {
    private final FSDataInputStream in;
    private long left;
    private volatile boolean ended;

    HdfsBody(FSDataInputStream in, long count) {
        this.in = in;
        this.left = count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            throw new IOException("the transfer was ended");
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    /** Hadoop's stream cannot be closed under a read, which ends by itself: with bytes, or after the silence that the settings allow. */
    @Override
    public void abort() {
        ended = true;
    }

    @Override
    public void close() {
        ended = true;
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            return; // the bytes are there, or the failure is told already
        }
    }
}
