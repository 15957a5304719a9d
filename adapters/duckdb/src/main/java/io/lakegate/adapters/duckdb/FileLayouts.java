package io.lakegate.adapters.duckdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Interner;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the columns in data files, from the footers of the files. For any thread.
 *
 * <p>A file that has its columns under their names and in their types is read without {@code schema=}, with which the engine knows neither how many
 * rows there are nor how many distinct values, and so joins in a poor order (docs/decisions/0013).
 *
 * <p>When a statement wants one field of a struct, {@code read_parquet} with {@code schema=} takes the field by its position in the file,
 * whatever its name: the wrong field's values where an older file has its fields in another order or fewer of them, and a failure that ends
 * the database where it lacks the struct. So a struct may be read field by field only when every file is known to hold its fields in the
 * order of the plan. Reading it whole is always right, and measured at twenty times the cost for one field of twenty.
 */
final class FileLayouts {
    private static final Logger log = LoggerFactory.getLogger(FileLayouts.class);

    /** Looking into more files than this would take longer than reading the structs whole often does. */
    private static final int MOST_AT_ONCE = 2_000;

    /** Looking into more files than this would cost a statement that reads them once more than it wins. */
    private static final int MOST_PLAIN = 256;

    private static final int MOST_KEPT = 100_000;

    private final Cache<FileVersion, FileLayout> kept =
            Caches.builder().maximumSize(MOST_KEPT).build();

    private final Interner<FileLayout> alike = Interner.newWeakInterner();

    /** A data file as it was when it was looked into. Formats never change a file, but a table may be made anew in the same place. */
    private record FileVersion(String place, long sizeBytes, FileTime modified, Object fileKey) {}

    /** The files of which a statement knows the layout. */
    @FunctionalInterface
    interface Known {
        Known NOTHING = place -> Optional.empty();

        /** The layout of the file that the engine reads under this name. */
        Optional<FileLayout> of(String place);
    }

    /** Whether the files of a statement have to be looked into. */
    boolean mustLook(StagedScans scans) {
        return scans.scans().stream()
                .flatMap(scan -> scan.plan().groups().stream())
                .anyMatch(FileLayouts::isLookedInto);
    }

    private static boolean isLookedInto(FileGroup group) {
        return readsStructs(group)
                || (group.files().size() <= MOST_PLAIN
                        && group.sources().stream().allMatch(FileLayouts::mayBePlain));
    }

    /** Whether a column may be read without {@code schema=}, which has what a file lacks or has otherwise. */
    static boolean mayBePlain(ColumnSource source) {
        return source.match(
                stored -> !stored.type().isNested() && !stored.written().variant(),
                () -> true,
                () -> true,
                storedElse -> false);
    }

    /** Gives a connection to look into files with. */
    interface ConnectionSource {
        DuckDBConnection open() throws SQLException;
    }

    /** Looks into the files of these scans of which it matters. What cannot be looked into is not known. */
    Known of(StagedScans scans, ConnectionSource connection) {
        Map<String, FileVersion> versions = new HashMap<>();
        for (Scan.Files scan : scans.scans()) {
            scan.plan().groups().stream()
                    .filter(FileLayouts::isLookedInto)
                    .flatMap(group -> group.files().stream())
                    .filter(file -> file.key().isEmpty())
                    .map(file -> scans.place(scan, file))
                    .forEach(place -> version(place).ifPresent(version -> versions.put(place, version)));
        }
        if (versions.isEmpty()) {
            return Known.NOTHING;
        }
        Map<FileVersion, FileLayout> layouts = new HashMap<>(kept.getAllPresent(versions.values()));
        List<FileVersion> unknown = versions.values().stream()
                .filter(version -> !layouts.containsKey(version))
                .toList();
        if (!unknown.isEmpty() && unknown.size() <= MOST_AT_ONCE) {
            Map<FileVersion, FileLayout> read = read(unknown, connection);
            kept.putAll(read);
            layouts.putAll(read);
        }
        return place -> Optional.ofNullable(versions.get(place)).map(layouts::get);
    }

    private static boolean readsStructs(FileGroup group) {
        return group.sources().stream().anyMatch(FileLayouts::readsStruct);
    }

    private static boolean readsStruct(ColumnSource source) {
        return source.match(
                stored -> stored.type() instanceof LakeType.StructOf
                        && !stored.written().variant(),
                () -> false,
                () -> false,
                storedElse -> readsStruct(storedElse.stored()) || readsStruct(storedElse.otherwise()));
    }

    private static Optional<FileVersion> version(String place) {
        try {
            BasicFileAttributes facts = Files.readAttributes(Path.of(place), BasicFileAttributes.class);
            Object fileKey = facts.fileKey();
            return Optional.of(
                    new FileVersion(place, facts.size(), facts.lastModifiedTime(), fileKey == null ? "" : fileKey));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // the scan says what is wrong with it
        }
    }

    private Map<FileVersion, FileLayout> read(Collection<FileVersion> files, ConnectionSource connection) {
        Map<String, FileVersion> byName =
                files.stream().collect(Collectors.toMap(FileVersion::place, file -> file, (one, same) -> one));
        String names = byName.keySet().stream().map(SqlQuote::fileName).collect(Collectors.joining(", ", "[", "]"));
        String sql = "SELECT file_name, name, num_children, field_id, "
                + "CASE WHEN num_children IS NULL AND repetition_type <> 'REPEATED' THEN duckdb_type END FROM parquet_schema("
                + names
                + ") ORDER BY file_name, column_id";
        Map<FileVersion, FileLayout> layouts = new HashMap<>();
        try (Statement statement = connection.open().createStatement();
                ResultSet elements = statement.executeQuery(sql)) {
            List<FileLayout.Element> ofFile = new ArrayList<>();
            @Nullable String current = null;
            while (elements.next()) {
                String name = elements.getString(1);
                if (current != null && !current.equals(name)) {
                    keep(byName.get(current), ofFile, layouts);
                    ofFile.clear();
                }
                current = name;
                int children = elements.getInt(3); // 0 when NULL: a leaf
                int fieldId = elements.getInt(4);
                @Nullable Integer id = elements.wasNull() ? null : fieldId;
                ofFile.add(new FileLayout.Element(
                        elements.getString(2), children, id, Objects.requireNonNullElse(elements.getString(5), "")));
            }
            if (current != null) {
                keep(byName.get(current), ofFile, layouts);
            }
        } catch (SQLException e) {
            log.debug("the layouts of {} files are not known", byName.size(), e); // the scan says what is wrong
        }
        return layouts;
    }

    private void keep(
            @Nullable FileVersion file, List<FileLayout.Element> elements, Map<FileVersion, FileLayout> layouts) {
        if (file != null) {
            layouts.put(file, alike.intern(FileLayout.of(elements))); // one object for the many files that are alike
        }
    }
}
