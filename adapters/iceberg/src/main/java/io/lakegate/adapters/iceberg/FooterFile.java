package io.lakegate.adapters.iceberg;

import java.io.IOException;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;

/** A file in a store, for the Parquet library. For one thread. */
final class FooterFile implements InputFile {
    private final LakeFile file;

    FooterFile(java.nio.file.Path path) {
        this.file = new LakeFile(path.toString(), path);
    }

    @Override
    public long getLength() {
        return file.getLength();
    }

    @Override
    public org.apache.parquet.io.SeekableInputStream newStream() {
        SeekableInputStream stream = file.newStream();
        return new DelegatingSeekableInputStream(stream) {
            @Override
            public long getPos() throws IOException {
                return stream.getPos();
            }

            @Override
            public void seek(long position) throws IOException {
                stream.seek(position);
            }
        };
    }
}
