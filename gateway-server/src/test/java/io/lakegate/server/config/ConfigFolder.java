package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder of configuration that a test writes, with an environment of its own. */
final class ConfigFolder {
    private final Path path;
    private final Map<String, String> environment = new HashMap<>();

    ConfigFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    ConfigFolder file(String name, String text) {
        try {
            Files.createDirectories(path.resolve(name).getParent());
            Files.writeString(path.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigFolder folder(String name) {
        try {
            Files.createDirectories(path.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigFolder variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    GatewayConfig load() {
        return ConfigLoader.load(path, name -> Optional.ofNullable(environment.get(name)));
    }

    /** The problems that loading meets, without the path of this folder. */
    List<String> problems() {
        GatewayException failure = catchThrowableOfType(GatewayException.class, this::load);
        if (failure == null) {
            return List.of();
        }
        if (failure.code() != ErrorCode.CONFIGURATION) {
            throw new AssertionError("not a failure of configuration", failure);
        }
        return failure.getMessage()
                .lines()
                .skip(1)
                .map(line -> line.replace(path + "/", ""))
                .toList();
    }
}
