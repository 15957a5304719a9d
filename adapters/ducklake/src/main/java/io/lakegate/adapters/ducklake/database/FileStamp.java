package io.lakegate.adapters.ducklake.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** How a database file and its log look from outside: while that is the same, nothing was committed. */
public record FileStamp(Part file, Optional<Part> log) {
    /** A clock of the file system may stand still for so long while a file is written twice. */
    private static final Duration SETTLED = Duration.ofMillis(200);

    /** How one of the two looks. */
    public record Part(FileTime changed, long size, Optional<Object> identity) {}

    /** Empty when the file cannot be looked at. */
    public static Optional<FileStamp> of(Path file) {
        return part(file)
                .map(part -> new FileStamp(
                        part,
                        Stream.of(".wal", "-wal", "-journal")
                                .map(end -> file.resolveSibling(file.getFileName() + end))
                                .flatMap(log -> part(log).stream())
                                .findFirst()));
    }

    private static Optional<Part> part(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Part(
                    attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the last change is so long ago that another would look different. */
    public boolean isSettled() {
        Instant limit = Instant.now().minus(SETTLED);
        return file.changed.toInstant().isBefore(limit)
                && log.filter(part -> !part.changed.toInstant().isBefore(limit)).isEmpty();
    }
}
