package io.lakegate.adapters.testing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tables that other projects wrote, which lie in {@code shared/fixtures} beside the checkout and are no part of it. A test that needs
 * them says so and is skipped where they are missing.
 */
public final class Fixtures {
    /** What a test that is skipped for want of the fixtures says. */
    public static final String MISSING = "the folder shared/fixtures does not lie beside the checkout";

    private static final Pattern ZONE = Pattern.compile("was written in zone ([\\w/]+)");

    private final Path root;

    private Fixtures(Path root) {
        this.root = root;
    }

    /** The fixtures beside this checkout, or beside a folder above the working directory; empty when there are none. */
    public static Optional<Fixtures> find() {
        return Stream.<Path>iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared").resolve("fixtures"))
                .filter(folder -> Files.isRegularFile(folder.resolve("manifest.json")))
                .findFirst()
                .map(Fixtures::new);
    }

    /** The folder that holds the manifest. */
    public Path root() {
        return root;
    }

    /** The folder of the tables of one format from one source, as {@code folder("delta", "delta-golden")}. */
    public Path folder(String format, String source) {
        return root.resolve(format).resolve(source);
    }

    /** All tables of a format, {@code delta} or {@code iceberg}, in the order of the manifest. */
    public List<Fixture> tables(String format) {
        try {
            List<Fixture> tables = new ArrayList<>();
            for (JsonNode entry :
                    new ObjectMapper().readTree(root.resolve("manifest.json").toFile())) {
                if (entry.path("format").asText().equals(format)) {
                    tables.add(fixture(entry));
                }
            }
            return List.copyOf(tables);
        } catch (IOException e) {
            throw new UncheckedIOException("the manifest of the fixtures cannot be read", e);
        }
    }

    private Fixture fixture(JsonNode entry) {
        String expected = entry.path("expected_dir").asText("");
        Path folder = tableRoot(root.resolve(entry.path("path").asText()));
        return new Fixture(
                entry.path("source").asText(),
                entry.path("name").asText(),
                folder,
                expected.isEmpty() || expected.equals("null")
                        ? Optional.empty()
                        : Optional.of(root.resolve(expected)).filter(Files::isDirectory),
                entry.path("class").asText(),
                texts(entry.path("features")),
                entry.path("observed").asText(),
                ZONE.matcher(entry.path("answer_from").asText())
                        .results()
                        .map(zone -> zone.group(1))
                        .findFirst(),
                moved(folder, entry.path("remap")));
    }

    /** An Iceberg table may have its metadata in a folder of their own. */
    private static Path tableRoot(Path folder) {
        Path below = folder.resolve("iceberg");
        return Files.isDirectory(below.resolve("metadata")) ? below : folder;
    }

    private static Map<String, Path> moved(Path folder, JsonNode remap) {
        Map<String, Path> moved = new LinkedHashMap<>();
        remap.forEach(entry -> moved.put(
                entry.path("prefix").asText(),
                folder.resolve(entry.path("to").asText()).normalize()));
        return moved;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /**
     * One table of the manifest.
     *
     * @param source the project it comes from
     * @param name unique within the source
     * @param folder the table's root
     * @param expected the folder of known answers, where there is one
     * @param kind what it exercises, as {@code deletion vectors}
     * @param features what its protocol names
     * @param observed what the reference reader answered: row counts by version, or {@code ERR} and an error
     * @param answerZone the time zone in which the known answer reads times without one, where it says so
     * @param moved where files lie whose stored locations begin so; for Iceberg tables
     */
    public record Fixture(
            String source,
            String name,
            Path folder,
            Optional<Path> expected,
            String kind,
            List<String> features,
            String observed,
            Optional<String> answerZone,
            Map<String, Path> moved) {
        private static final Pattern LATEST = Pattern.compile("v(\\d+) rows=(\\d+)");
        private static final Pattern EARLIER = Pattern.compile("(\\d+):(\\d+)");

        public Fixture {
            requireNonNull(source, "source");
            requireNonNull(name, "name");
            requireNonNull(folder, "folder");
            requireNonNull(expected, "expected");
            requireNonNull(kind, "kind");
            features = List.copyOf(features);
            requireNonNull(observed, "observed");
            requireNonNull(answerZone, "answerZone");
            moved = Collections.unmodifiableMap(new LinkedHashMap<>(moved));
        }

        /** Source and name, as {@code delta-golden/snapshot-data0}. */
        public String id() {
            return source + "/" + name;
        }

        /** Rows at each version the reference reader could read, by version; for Delta tables. */
        public SortedMap<Long, Long> rowsByVersion() {
            SortedMap<Long, Long> rows = new TreeMap<>();
            Matcher latest = LATEST.matcher(observed);
            if (latest.find()) {
                Matcher earlier = EARLIER.matcher(observed).region(latest.end(), observed.length());
                while (earlier.find()) {
                    rows.put(Long.valueOf(earlier.group(1)), Long.valueOf(earlier.group(2)));
                }
                rows.put(Long.valueOf(latest.group(1)), Long.valueOf(latest.group(2)));
            }
            return rows;
        }

        /** Rows at the newest version, where the reference reader could read it; for Delta tables. */
        public OptionalLong latestRows() {
            return rowsByVersion().values().stream()
                    .reduce((earlier, later) -> later)
                    .map(OptionalLong::of)
                    .orElseGet(OptionalLong::empty);
        }

        @Override
        public String toString() {
            return id();
        }
    }
}
