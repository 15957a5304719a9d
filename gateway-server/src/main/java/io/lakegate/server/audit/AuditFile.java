package io.lakegate.server.audit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that only grows, and is set aside when it is long: {@code audit.jsonl}, then {@code audit.jsonl.1} and so on, the latest first.
 * A line is whole or not there, also where the disk was full in between. For any thread.
 */
final class AuditFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditFile.class);

    private final Path file;
    private final long longest;
    private final int kept;
    private @Nullable FileChannel open; // guarded by this, as below
    private boolean torn;

    /**
     * @param longest bytes after which it is set aside
     * @param kept how many of those are kept
     */
    AuditFile(Path file, long longest, int kept) {
        this.file = requireNonNull(file, "file");
        this.longest = longest;
        this.kept = kept;
    }

    /** Opens the file, if it is not open. */
    synchronized void open() throws IOException {
        channel();
    }

    private FileChannel channel() throws IOException {
        FileChannel channel = open;
        if (channel == null || !channel.isOpen()) {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            Files.createDirectories(folder);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            torn = Files.isRegularFile(file) && endsInALine();
            open = channel;
        }
        return channel;
    }

    /** Whether a process that was killed has left half a line. */
    private boolean endsInALine() throws IOException {
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return read.size() > 0 && read.read(last, read.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** Adds a line; fails when it could not be written whole. */
    synchronized void write(String line) throws IOException {
        try {
            setAside();
            FileChannel channel = channel();
            ByteBuffer bytes = ByteBuffer.wrap(((torn ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8));
            long end = channel.size();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                torn = false;
            } catch (IOException e) {
                takeBack(channel, end);
                throw e;
            }
        } catch (IOException e) {
            close(); // the next line tries anew
            throw e;
        }
    }

    /** Of a line that was not written whole nothing stays; where it does all the same, the next begins on a line of its own. */
    private static void takeBack(FileChannel channel, long end) {
        try {
            if (channel.size() > end) {
                channel.truncate(end);
            }
        } catch (IOException e) {
            log.debug("half a line stays in the audit log", e);
        }
    }

    private void setAside() throws IOException {
        if (!Files.isRegularFile(file)) {
            close(); // it was moved or removed by others, who want a new one
            return;
        }
        if (channel().size() < longest) {
            return;
        }
        close();
        for (int i = kept; i > 1; i--) {
            Path younger = aside(i - 1);
            if (Files.exists(younger)) {
                Files.move(younger, aside(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (kept > 0) {
            Files.move(file, aside(1), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(file);
        }
    }

    private Path aside(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel channel = open;
        open = null;
        if (channel != null) {
            channel.close();
        }
    }
}
