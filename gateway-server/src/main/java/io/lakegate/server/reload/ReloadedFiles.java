package io.lakegate.server.reload;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files hold together, read again when one of them has changed. What cannot be used then leaves what was read before, and the log says so. For
 * any thread.
 */
public final class ReloadedFiles<T> {
    private static final Logger log = LoggerFactory.getLogger(ReloadedFiles.class);

    private final String what;
    private final List<Path> files;
    private final Supplier<T> reader;
    private List<FileStamp> seen; // guarded by this
    private T content; // guarded by this
    private @Nullable String trouble; // guarded by this

    /**
     * Reads the files.
     *
     * @param what they hold, for the log
     * @param reader throws a {@link GatewayException} of {@link ErrorCode#CONFIGURATION} when they cannot be used
     * @throws GatewayException the same, also when something else is thrown
     */
    public ReloadedFiles(String what, List<Path> files, Supplier<T> reader) {
        this.what = requireNonNull(what, "what");
        this.files = List.copyOf(files);
        this.reader = requireNonNull(reader, "reader");
        this.seen = stamps();
        try {
            this.content = reader.get();
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new GatewayException(ErrorCode.CONFIGURATION, surprise(e), e);
        }
    }

    /** A library was surprised by what it found. */
    private String surprise(Throwable why) {
        return "The content of %s, %s, cannot be used: %s.".formatted(files, what, why);
    }

    private List<FileStamp> stamps() {
        return files.stream().map(FileStamp::of).toList();
    }

    /** What they hold now; the same object until they have changed. */
    public synchronized T current() {
        List<FileStamp> now = stamps();
        if (!now.equals(seen)) {
            seen = now; // what cannot be used is tried again when it has changed again
            try {
                content = reader.get();
                trouble = null;
                log.info("read {} anew from {}", what, files);
            } catch (GatewayException e) {
                trouble = e.getMessage();
                log.error("{} cannot be read anew and stays as it was: {}", what, trouble);
            } catch (RuntimeException | StackOverflowError e) { // of a library that a file has surprised
                trouble = surprise(e);
                log.error("{} cannot be read anew and stays as it was", what, e);
            }
        }
        return content;
    }

    /** What is wrong with the files at the moment, if anything is. */
    public synchronized Optional<String> trouble() {
        T unused = current();
        return Optional.ofNullable(trouble);
    }
}
