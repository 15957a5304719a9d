package io.lakegate.server.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a change of a file is noticed: one that is replaced has another key. A file that is not there has a stamp, too. */
record FileStamp(long modified, long size, @Nullable Object key) {
    static FileStamp of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(now.lastModifiedTime().to(TimeUnit.NANOSECONDS), now.size(), now.fileKey());
        } catch (IOException | RuntimeException e) { // also one of a file system that is gone
            return new FileStamp(0, 0, null);
        }
    }
}
