package io.lakegate.server.access;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.config.ConfigLoader;
import io.lakegate.server.reload.ReloadedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Knows who may see what, by the file of rules. The file is read again when it has changed; one that cannot be used then leaves the rules as they were, and
 * the log says so. For any thread.
 */
public final class AccessControl {
    /** Without rules: everybody may see everything. */
    public static final AccessControl OFF = new AccessControl(Optional.empty());

    private final Optional<ReloadedFiles<AccessRules>> rules;

    private AccessControl(Optional<ReloadedFiles<AccessRules>> rules) {
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
        return new AccessControl(Optional.of(new ReloadedFiles<>(
                "the access rules", List.of(file), () -> AccessRules.of(ConfigLoader.access(file), places::apply))));
    }

    /** What somebody may do, by the rules as the file has them now. */
    public Rights of(Identity identity) {
        return rules.map(file -> file.current().of(identity)).orElse(Rights.ALL);
    }

    /** What is wrong with the file at the moment, if anything is. */
    public Optional<String> trouble() {
        return rules.flatMap(ReloadedFiles::trouble);
    }
}
