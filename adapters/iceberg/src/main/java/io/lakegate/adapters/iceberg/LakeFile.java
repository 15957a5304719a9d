package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.adapters.storage.object.StoreFailure;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/** A file as Iceberg reads it. For one thread. */
final class LakeFile implements InputFile {
    private final String location;
    private Path path;
    private boolean known;

    /**
     * A file.
     *
     * @param location what metadata calls it
     * @param path where it is
     */
    LakeFile(String location, Path path) {
        this.location = location;
        this.path = path;
    }

    @Override
    public String location() {
        return location;
    }

    /** The path, with what the store says of it, which is asked once. */
    private Path looked() throws IOException {
        if (!known) {
            path = BucketFiles.known(path);
            known = true;
        }
        return path;
    }

    @Override
    public long getLength() {
        try {
            return Files.size(looked());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean exists() {
        try {
            return BucketFiles.exists(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            Path found = looked();
            return new Stream(
                    BucketFiles.isLocal(found)
                            ? FileChannel.open(found, StandardOpenOption.READ)
                            : Files.newByteChannel(found));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(IOException e) {
        return e instanceof NoSuchFileException
                ? new NotFoundException(e, "its file %s is missing", path)
                : new RuntimeIOException(e, "its file %s cannot be read: %s", path, reason(e));
    }

    private static String reason(IOException e) {
        return e instanceof StoreFailure failure ? failure.getReason() : String.valueOf(e.getMessage());
    }

    /** Reads through a buffer, since Avro asks for a byte at a time. For one thread. */
    private static final class Stream extends SeekableInputStream implements RangeReadable {
        private static final int BUFFER_BYTES = 1 << 16;

        private final SeekableByteChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        private long position;

        Stream(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long to) throws IOException {
            if (to < 0) {
                throw new IOException("a position before the start of the file: " + to);
            }
            long within = to - (position - buffer.position());
            if (within >= 0 && within <= buffer.limit()) {
                buffer.position((int) within);
            } else {
                buffer.limit(0);
                channel.position(to);
            }
            position = to;
        }

        @Override
        public int read() throws IOException {
            if (!buffer.hasRemaining() && !fill()) {
                return -1;
            }
            position++;
            return buffer.get() & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!buffer.hasRemaining() && length >= BUFFER_BYTES) {
                int read = channel.read(ByteBuffer.wrap(bytes, offset, length));
                position += Math.max(read, 0);
                return read;
            }
            if (!buffer.hasRemaining() && !fill()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, count);
            position += count;
            return count;
        }

        private boolean fill() throws IOException {
            buffer.clear();
            int read = channel.read(buffer);
            buffer.flip();
            return read > 0;
        }

        @Override
        public void readFully(long from, byte[] bytes, int offset, int length) throws IOException {
            seek(from);
            if (readNBytes(bytes, offset, length) < length) {
                throw new EOFException("the file ends before its byte " + (from + length));
            }
        }

        @Override
        public int readTail(byte[] bytes, int offset, int length) throws IOException {
            long start = Math.max(0, channel.size() - length);
            seek(start);
            return readNBytes(bytes, offset, (int) (channel.size() - start));
        }

        @Override
        public long skip(long count) throws IOException {
            long to = Math.min(channel.size(), position + Math.max(count, 0));
            long skipped = to - position;
            seek(to);
            return skipped;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
