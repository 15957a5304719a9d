package io.lakegate.server.access;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.config.AccessConfig;
import io.lakegate.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who may see what, by the file of rules. The file is read again when it has changed; one that cannot be used then leaves the rules as they were, and
 * the log says so. For any thread.
 */
public final class AccessControl {
    /** Without rules: everybody may see everything. */
    public static final AccessControl OFF = new AccessControl(
            Optional.empty(),
            place -> Optional.empty(),
            AccessRules.of(AccessConfig.NOTHING, place -> Optional.empty()));

    private static final Logger log = LoggerFactory.getLogger(AccessControl.class);

    private final Optional<Path> file;
    private final AccessRules.Places places;
    private @Nullable Stamp seen; // guarded by this
    private AccessRules rules; // guarded by this
    private @Nullable String trouble; // guarded by this

    /** By which a change is noticed: a file that is replaced has another key. */
    private record Stamp(long modified, long size, @Nullable Object key) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(now.lastModifiedTime().to(TimeUnit.NANOSECONDS), now.size(), now.fileKey());
            } catch (IOException e) {
                return new Stamp(0, 0, null);
            }
        }
    }

    private AccessControl(Optional<Path> file, AccessRules.Places places, AccessRules rules) {
        this.file = file;
        this.places = places;
        this.rules = rules;
    }

    /**
     * Reads the file of rules.
     *
     * @param places brings the texts that name places to one form; empty for one that names none, or may mean several
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} with file, line and key, when it cannot be used
     */
    public static AccessControl of(Path file, Function<String, Optional<String>> places) {
        requireNonNull(file, "file");
        Stamp now = Stamp.of(file);
        AccessControl control = new AccessControl(
                Optional.of(file), places::apply, AccessRules.of(ConfigLoader.access(file), places::apply));
        synchronized (control) {
            control.seen = now;
        }
        return control;
    }

    /** What somebody may do, by the rules as the file has them now. */
    public Rights of(Identity identity) {
        return file.isEmpty() ? Rights.ALL : current(file.get()).of(identity);
    }

    /** What is wrong with the file at the moment, if anything is. */
    public synchronized Optional<String> trouble() {
        file.ifPresent(this::current);
        return Optional.ofNullable(trouble);
    }

    private synchronized AccessRules current(Path known) {
        Stamp now = Stamp.of(known);
        if (!now.equals(seen)) {
            seen = now; // what cannot be used is tried again when it has changed again
            try {
                rules = AccessRules.of(ConfigLoader.access(known), places);
                trouble = null;
                log.info("read the access rules of {}", known);
            } catch (GatewayException e) {
                trouble = "The access rules cannot be used, so they stay as they were: " + e.getMessage();
                log.error("{}", trouble);
            }
        }
        return rules;
    }
}
