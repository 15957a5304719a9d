package io.lakegate.server.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.reload.ReloadedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of users with the hashes of their passwords, as {@code htpasswd -B} writes it, with groups behind. Read again when it has changed; one
 * that cannot be used then leaves the users as they were, and the log says so. For any thread.
 */
public final class PasswordFile {
    private static final Logger log = LoggerFactory.getLogger(PasswordFile.class);

    /** About a quarter of a second of one core. */
    private static final int COST = 12;

    /** What bcrypt looks at. */
    private static final int LONGEST_PASSWORD_BYTES = 72;

    private final ReloadedFiles<Map<String, PasswordEntry>> file;

    private PasswordFile(ReloadedFiles<Map<String, PasswordEntry>> file) {
        this.file = file;
    }

    /**
     * Reads the file.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when there is none, or one that cannot be used
     */
    public static PasswordFile open(Path file) {
        PasswordFile opened =
                new PasswordFile(new ReloadedFiles<>("the password file", List.of(file), () -> read(file)));
        if (opened.users().isEmpty()) {
            log.warn("The password file {} has no user yet: ./lakegate user add NAME", file);
        }
        return opened;
    }

    /** The users by name, as the file has them now. */
    Map<String, PasswordEntry> users() {
        return file.current();
    }

    /** What is wrong with the file at the moment, if anything is. */
    Optional<String> trouble() {
        return file.trouble();
    }

    private static Map<String, PasswordEntry> read(Path file) {
        try {
            return parse(file);
        } catch (NoSuchFileException e) {
            throw AuthErrors.unusable(
                    "The password file %s does not exist. Make it with: ./lakegate user add NAME".formatted(file));
        } catch (IOException e) {
            throw AuthErrors.unusable("The password file %s cannot be read: %s.".formatted(file, e));
        }
    }

    private static Map<String, PasswordEntry> parse(Path file) throws IOException {
        Map<String, PasswordEntry> users = new LinkedHashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int at = number;
            PasswordEntry entry = PasswordEntry.parse(line)
                    .orElseThrow(() -> AuthErrors.unusable(
                            "%s:%d: Here belongs NAME:HASH or NAME:HASH:GROUP,GROUP with a hash of bcrypt of cost 4 to 16, as ./lakegate user add and htpasswd -B write it."
                                    .formatted(file, at)));
            if (users.put(entry.user(), entry) != null) {
                throw AuthErrors.unusable("%s:%d: This user has two lines: remove one.".formatted(file, at));
            }
        }
        return users;
    }

    /** Whether this is the password. Takes as long for one who is no user. */
    static boolean verify(Optional<PasswordEntry> entry, String password, int costOfNobody) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        boolean tooLong = bytes.length > LONGEST_PASSWORD_BYTES;
        String hash = entry.map(PasswordEntry::hash)
                .orElseGet(() -> "$2a$%02d$%s"
                        .formatted(
                                costOfNobody, "abcdefghijklmnopqrstuu".repeat(3).substring(0, 53)));
        boolean right = BCrypt.verifyer()
                .verify(tooLong ? new byte[] {0} : bytes, hash.getBytes(StandardCharsets.US_ASCII))
                .verified;
        return right && entry.isPresent() && !tooLong;
    }

    /** The cost of checking most passwords here: that of the dearest. */
    static int cost(Map<String, PasswordEntry> users) {
        return users.values().stream().mapToInt(PasswordEntry::cost).max().orElse(COST);
    }

    /** All users, in the order of the file; none where there is no file. */
    public static List<PasswordEntry> list(Path file) throws IOException {
        return Files.exists(file) ? List.copyOf(parse(file).values()) : List.of();
    }

    /**
     * Adds a user, or gives another password and other groups to one who is there. Makes the file, for its owner alone, when it is missing.
     *
     * @return whether the user is new
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the name or the password cannot be one, or the file cannot be used
     */
    public static boolean add(Path file, String user, String password, List<String> groups) throws IOException {
        for (String name : Stream.concat(Stream.of(user), groups.stream()).toList()) {
            if (!PasswordEntry.isName(name)) {
                throw AuthErrors.unusable(
                        "Nobody can be called '%s': a name has 1 to 128 characters, no colon, comma or control character, no blanks at its ends, and begins with no #."
                                .formatted(name.replaceAll("\\p{Cntrl}", "?")));
            }
        }
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > LONGEST_PASSWORD_BYTES || password.indexOf(0) >= 0) {
            throw AuthErrors.unusable("A password has 1 to %d bytes in UTF-8.".formatted(LONGEST_PASSWORD_BYTES));
        }
        byte[] hash = BCrypt.with(BCrypt.Version.VERSION_2B).hash(COST, bytes);
        return change(
                file, user, Optional.of(new PasswordEntry(user, new String(hash, StandardCharsets.US_ASCII), groups)));
    }

    /** Removes a user; whether there was one. */
    public static boolean remove(Path file, String user) throws IOException {
        return Files.exists(file) && !change(file, user, Optional.empty());
    }

    /** Whether the user was not there before. What else is in the file stays. */
    private static boolean change(Path file, String user, Optional<PasswordEntry> becomes) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean found = false;
        if (Files.exists(file)) {
            parse(file); // what cannot be read is not written anew
            for (String line : Files.readAllLines(file)) {
                boolean his = !line.startsWith("#") && line.startsWith(user + ":");
                if (!his) {
                    lines.add(line);
                } else if (becomes.isPresent()) {
                    lines.add(becomes.get().line());
                }
                found |= his;
            }
        }
        if (!found) {
            becomes.ifPresent(entry -> lines.add(entry.line()));
        }
        replace(file, lines);
        return !found;
    }

    /** At once: a gateway that reads meanwhile finds the old file or the new one. */
    private static void replace(Path file, List<String> lines) throws IOException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Files.createDirectories(folder);
        Path next = Files.exists(file)
                ? Files.createTempFile(folder, ".users", null)
                : Files.createTempFile(
                        folder,
                        ".users",
                        null,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
            }
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
