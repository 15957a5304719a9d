package io.lakegate.server.console;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The folder that Lakegate is installed in: it holds {@code conf} and {@code sample-lake}. */
final class InstallationFolder {
    static final String PROPERTY = "lakegate.home";
    static final String VARIABLE = "LAKEGATE_HOME";

    private InstallationFolder() {}

    /** {@code child} of the folder that the system property or else the environment variable names. */
    static Path resolve(String child) {
        return resolve(child, System::getProperty, System::getenv);
    }

    static Path resolve(
            String child,
            Function<String, @Nullable String> systemProperties,
            Function<String, @Nullable String> environment) {
        String home = Optional.ofNullable(systemProperties.apply(PROPERTY))
                .or(() -> Optional.ofNullable(environment.apply(VARIABLE)))
                .filter(folder -> !folder.isBlank())
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.CONFIGURATION,
                        "It is not known where Lakegate is installed. Start it with the script lakegate, or set the environment variable "
                                + VARIABLE + " (or the system property " + PROPERTY
                                + ") to the folder of that script."));
        Path path = Path.of(home).toAbsolutePath().normalize().resolve(child);
        if (!Files.exists(path)) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "%s does not exist. The installation folder is %s: check the environment variable %s."
                            .formatted(path, home, VARIABLE));
        }
        return path;
    }
}
