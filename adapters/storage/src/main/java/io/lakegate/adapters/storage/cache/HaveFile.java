package io.lakegate.adapters.storage.cache;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The file that says which bytes of a sparse file are there. It only grows, by a line for each range, which is written when the bytes are; a
 * line that was cut short does not count. Several processes may write it.
 *
 * <p>It names its sparse file, whose name is never given again: so what it says is never taken for another file's. What a process has written
 * outlives the process, but not always the machine. So the file also names the run of the machine in which it was written, and after another
 * start the bytes are held against their checksums before they are used.
 *
 * @param path its own
 * @param sizeBytes of the object
 */
record HaveFile(Path path, long sizeBytes) {
    static final String ENDING = ".have";
    private static final String MAGIC = "lakegate-cache-1";
    private static final int BUFFER_BYTES = 1 << 16;

    /** One for each path, as far as they go round. */
    private static final List<Object> IN_PROCESS =
            Stream.generate(Object::new).limit(64).toList();

    /** Tells one run of the machine from another; where it cannot be known, one run of this process. */
    private static final String RUN = run();

    record Line(Range range, long checksum) {}

    /** What is in the file: the name of the sparse file, and what that holds. */
    record Content(String run, String data, List<Line> lines) {}

    private static String run() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return UUID.randomUUID().toString();
        }
    }

    Path data(Content content) {
        return path.resolveSibling(content.data());
    }

    /** What is there. Makes both files when one of them is missing. */
    Content open() throws IOException {
        Optional<Content> found = read().filter(this::isWhole);
        if (found.isPresent() && found.get().run().equals(RUN)) {
            return found.get();
        }
        Content fresh = found.isPresent()
                ? new Content(RUN, found.get().data(), checked(found.get()))
                : new Content(RUN, newData(), List.of());
        rewrite(fresh);
        return read().orElse(fresh); // of another process, where that was faster
    }

    private boolean isWhole(Content content) {
        try {
            return Files.size(data(content)) == sizeBytes;
        } catch (IOException e) {
            return false;
        }
    }

    private String newData() throws IOException {
        String name = String.valueOf(path.getFileName());
        Path file = path.resolveSibling(name.substring(0, name.length() - ENDING.length()) + "-" + UUID.randomUUID());
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            data.setLength(sizeBytes); // sparse: takes no room
        }
        return String.valueOf(file.getFileName());
    }

    /** What the file says now; empty when there is none, or it is none of ours. */
    Optional<Content> read() throws IOException {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int end = text.lastIndexOf('\n');
        List<String> lines =
                end < 0 ? List.of() : text.substring(0, end).lines().toList();
        String[] header = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        if (header.length != 4 || !header[0].equals(MAGIC) || !header[1].equals(String.valueOf(sizeBytes))) {
            return Optional.empty();
        }
        return Optional.of(new Content(
                header[2],
                header[3],
                lines.stream()
                        .skip(1)
                        .map(this::parse)
                        .flatMap(Optional::stream)
                        .toList()));
    }

    /** Changes with every line. */
    long length() {
        return path.toFile().length();
    }

    private String header(Content content) {
        return MAGIC + " " + sizeBytes + " " + content.run() + " " + content.data() + "\n";
    }

    private void rewrite(Content content) throws IOException {
        StringBuilder text = new StringBuilder(header(content));
        content.lines().forEach(line -> text.append(text(line)));
        Path fresh = Files.createTempFile(path.getParent(), "fresh", ".tmp");
        try {
            Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh); // as on a full disk
        }
    }

    /** Says that bytes are there, unless the file is another one's by now. */
    void append(String data, Line line) throws IOException {
        // A lock of the system is one of the whole process, and two threads must not ask for it at once.
        synchronized (IN_PROCESS.get(Math.floorMod(path.hashCode(), IN_PROCESS.size()))) {
            appendLocked(data, line);
        }
    }

    private void appendLocked(String data, Line line) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                FileLock lock = file.getChannel().lock()) {
            String header = file.length() == 0 ? "" : String.valueOf(file.readLine());
            if (lock.isValid() && header.endsWith(" " + data)) {
                file.seek(file.length());
                file.write(("\n" + text(line)).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static String text(Line line) {
        String content = line.range().from() + " " + line.range().to() + " " + line.checksum();
        return content + " " + check(content) + "\n";
    }

    private static long check(String content) {
        CRC32 check = new CRC32();
        check.update(content.getBytes(StandardCharsets.ISO_8859_1));
        return check.getValue();
    }

    private Optional<Line> parse(String text) {
        int last = text.lastIndexOf(' ');
        if (last < 0 || !text.substring(last + 1).equals(String.valueOf(check(text.substring(0, last))))) {
            return Optional.empty();
        }
        String[] parts = text.split(" ", -1);
        Range range = new Range(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        return range.to() > sizeBytes ? Optional.empty() : Optional.of(new Line(range, Long.parseLong(parts[2])));
    }

    private List<Line> checked(Content content) {
        List<Line> right = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(data(content).toFile(), "r")) {
            for (Line line : content.lines()) {
                if (checksum(file, line.range()) == line.checksum()) {
                    right.add(line);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return right;
    }

    private static long checksum(RandomAccessFile file, Range range) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        file.seek(range.from());
        long left = range.length();
        while (left > 0) {
            int read = file.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                return -1;
            }
            checksum.update(buffer, 0, read);
            left -= read;
        }
        return checksum.getValue();
    }
}
