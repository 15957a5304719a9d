package io.lakegate.server.config;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that is wrong with a configuration, collected so that it is told at once and not one start at a time. For one thread. */
final class Problems {
    private record Problem(Place place, String sentence) {}

    private final Path directory;
    private final Set<Path> files = new LinkedHashSet<>();
    private final List<Problem> found = new ArrayList<>();

    Problems(Path directory) {
        this.directory = directory;
    }

    /** {@code sentence} is complete, on one line, and holds no value that was filled in. */
    void add(Place place, String sentence) {
        files.add(place.file());
        found.add(new Problem(place, sentence));
    }

    /** Throws one exception about all problems, file by file from top to bottom, when there is any. */
    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        List<Path> order = List.copyOf(files);
        String lines = found.stream()
                .sorted(Comparator.<Problem>comparingInt(
                                problem -> order.indexOf(problem.place().file()))
                        .thenComparingInt(problem -> problem.place().line()))
                .map(problem -> "\n" + problem.place() + ": " + problem.sentence())
                .collect(Collectors.joining());
        throw new GatewayException(
                ErrorCode.CONFIGURATION,
                "The configuration in %s has %s to mend before the gateway can start:%s"
                        .formatted(directory, found.size() == 1 ? "1 problem" : found.size() + " problems", lines));
    }
}
