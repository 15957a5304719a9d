package io.lakegate.adapters.delta;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/** A local file that Kernel reads. Its length is what the file system says, not what the log claims. */
record LocalInputFile(String path) implements InputFile {
    @Override
    public long length() {
        return new File(path).length();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return new Stream(new RandomAccessFile(path, "r"));
    }

    /** A failure of the storage, told from what parsers of damaged files throw, which are IOExceptions as well. */
    static final class ReadFailure extends IOException {
        private static final long serialVersionUID = 1L;

        ReadFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Not a channel: an interrupt would close that under the thread that reads for all others. */
    private static final class Stream extends SeekableInputStream {
        private final RandomAccessFile file;

        Stream(RandomAccessFile file) {
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
                return file.read(buffer, offset, length);
            } catch (IOException e) {
                throw new ReadFailure(e);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            long from = file.getFilePointer();
            long to = Math.min(file.length(), from + Math.max(0, count));
            file.seek(to);
            return to - from;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
