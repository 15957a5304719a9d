package io.lakegate.adapters.iceberg;

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

/**
 * A local file as Iceberg reads it.
 *
 * @param location what metadata calls it
 * @param path where it is
 */
record LocalFile(String location, Path path) implements InputFile {
    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return new Stream(FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(IOException e) {
        return e instanceof NoSuchFileException
                ? new NotFoundException(e, "its file %s is missing", path)
                : new RuntimeIOException(e, "its file %s cannot be read", path);
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
