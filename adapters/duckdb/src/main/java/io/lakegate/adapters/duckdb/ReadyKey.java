package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a prepared statement must have in common with a text to be run in its place: the text, and its files as they are now. Formats never change a
 * file, but a table may be made anew in the same place, and a prepared statement would still read the file that it has open.
 */
record ReadyKey(String sql, List<FileNow> files) {
    /** Looking at more files than these would take longer than is won. */
    private static final int MOST_FILES = 32;

    ReadyKey {
        files = List.copyOf(files);
    }

    record FileNow(
            long sizeBytes, FileTime modified, @Nullable Object identity) {}

    /** The key of a statement that reads these files and nothing else; empty when it is not worth keeping. */
    static Optional<ReadyKey> of(String sql, List<DataFile> files) {
        if (files.size() > MOST_FILES
                || files.stream().anyMatch(file -> file.key().isPresent())) {
            return Optional.empty();
        }
        List<FileNow> now = new ArrayList<>();
        for (DataFile file : files) {
            try {
                BasicFileAttributes facts = Files.readAttributes(Path.of(file.location()), BasicFileAttributes.class);
                now.add(new FileNow(facts.size(), facts.lastModifiedTime(), facts.fileKey()));
            } catch (IOException | IllegalArgumentException e) {
                return Optional.empty(); // running it says what is wrong
            }
        }
        return Optional.of(new ReadyKey(sql, now));
    }
}
