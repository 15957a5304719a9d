package io.lakegate.adapters.testing.store;

import java.io.File;
import java.net.URI;
import java.util.Map;
import org.apache.iceberg.Files;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/** Writes the files of Iceberg tables, whose addresses begin with {@code s3://bucket} or {@code abfss://container@account}, into the folders that are the buckets of a {@link TestStore}. */
public final class BucketFolder implements FileIO {
    /** The property that names the folder of the buckets. */
    public static final String BUCKETS = "test.buckets";

    private static final long serialVersionUID = 1L;

    private String buckets = "";

    public BucketFolder() {}

    @Override
    public void initialize(Map<String, String> properties) {
        buckets = properties.getOrDefault(BUCKETS, "");
    }

    private File file(String location) {
        URI address = URI.create(location);
        String bucket = address.getUserInfo() == null ? address.getHost() : address.getUserInfo();
        return new File(buckets, bucket + address.getPath());
    }

    @Override
    public InputFile newInputFile(String location) {
        return new Read(location, Files.localInput(file(location)));
    }

    /** Says the address, not the folder, where metadata asks for the location of what was written. */
    @Override
    public OutputFile newOutputFile(String location) {
        File file = file(location);
        if (!file.getParentFile().isDirectory() && !file.getParentFile().mkdirs()) {
            throw new IllegalStateException("cannot make the folder of " + location);
        }
        return new Written(location, Files.localOutput(file));
    }

    @Override
    public void deleteFile(String location) {
        if (!file(location).delete()) {
            throw new IllegalStateException("cannot delete " + location);
        }
    }

    private record Read(String location, InputFile file) implements InputFile {
        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            return file.newStream();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }
    }

    private record Written(String location, OutputFile file) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            return file.create();
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return file.createOrOverwrite();
        }

        @Override
        public InputFile toInputFile() {
            return new Read(location, file.toInputFile());
        }
    }
}
