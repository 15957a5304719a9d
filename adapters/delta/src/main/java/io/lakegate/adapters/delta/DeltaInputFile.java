package io.lakegate.adapters.delta;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.lakegate.adapters.storage.files.BucketFiles;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that Kernel reads. Its length is what the storage says, not what the log claims. For one thread. */
final class DeltaInputFile implements InputFile {
    private final Place place;
    private @Nullable Path found;

    /** Finds the file when it is first asked for. */
    interface Place {
        Path find() throws IOException;
    }

    DeltaInputFile(Place place) {
        this.place = place;
    }

    private Path found() throws IOException {
        if (found == null) {
            try {
                found = place.find();
            } catch (NoSuchFileException e) {
                // The exception by which Kernel tells a missing file from other failures.
                FileNotFoundException missing = new FileNotFoundException(e.getFile());
                missing.initCause(e);
                throw missing;
            }
        }
        return found;
    }

    @Override
    public String path() {
        try {
            return found().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long length() throws IOException {
        Path path = found();
        return BucketFiles.isLocal(path) ? new File(path.toString()).length() : Files.size(path);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        Path path = found();
        return BucketFiles.isLocal(path)
                ? new Local(new RandomAccessFile(path.toString(), "r"))
                : new Remote(Files.newByteChannel(path));
    }

    /** A failure of the storage, told from what parsers of damaged files throw, which are IOExceptions as well. */
    static final class ReadFailure extends IOException {
        private static final long serialVersionUID = 1L;

        ReadFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** What both kinds of streams have alike. */
    private abstract static class Stream extends SeekableInputStream {
        abstract long size() throws IOException;

        abstract int readSome(byte[] buffer, int offset, int length) throws IOException;

        @Override
        public void readFully(byte[] buffer, int offset, int length) throws IOException {
            if (readNBytes(buffer, offset, length) < length) {
                throw new EOFException("the file ends early");
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return readSome(buffer, offset, length);
            } catch (IOException e) {
                throw new ReadFailure(e);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            long from = getPos();
            long to = Math.min(size(), from + Math.max(0, count));
            seek(to);
            return to - from;
        }
    }

    /** Not a channel: an interrupt would close that under the thread that reads for all others. */
    private static final class Local extends Stream {
        private final RandomAccessFile file;

        Local(RandomAccessFile file) {
            this.file = file;
        }

        @Override
        public long getPos() throws IOException {
            return file.getFilePointer();
        }

        @Override
        public void seek(long position) throws IOException {
            file.seek(position);
        }

        @Override
        long size() throws IOException {
            return file.length();
        }

        @Override
        int readSome(byte[] buffer, int offset, int length) throws IOException {
            return file.read(buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** An object, whose channel no interrupt closes. */
    private static final class Remote extends Stream {
        private final SeekableByteChannel channel;

        Remote(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() throws IOException {
            return channel.position();
        }

        @Override
        public void seek(long position) throws IOException {
            channel.position(position);
        }

        @Override
        long size() throws IOException {
            return channel.size();
        }

        @Override
        int readSome(byte[] buffer, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(buffer, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
