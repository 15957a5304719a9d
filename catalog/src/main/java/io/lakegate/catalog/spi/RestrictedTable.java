package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A table of which only a part may be seen. It lists the columns that may be; whoever scans it asks for whatever columns the restriction needs, and has to
 * put the restriction around the rows. What tells about its files is refused, since statistics and paths hold values. Immutable, for any thread.
 */
public final class RestrictedTable implements PinnedTable {
    /** Columns that a feed of changes has beside those of its table. */
    private static final Set<String> OF_CHANGES = Set.of("_change_type", "_commit_version", "_commit_timestamp");

    private final PinnedTable whole;
    private final Restriction restriction;
    private final Optional<Set<String>> newest;
    private final boolean changes;

    private RestrictedTable(PinnedTable whole, Restriction restriction, Optional<Set<String>> newest, boolean changes) {
        this.whole = requireNonNull(whole, "whole");
        this.restriction = requireNonNull(restriction, "restriction");
        this.newest = newest;
        this.changes = changes;
    }

    /**
     * What may be seen of a table; the table itself where that is all.
     *
     * <p>Rules name the columns of today. A column that an older version has, and the newest has not, may have another name today: it is not shown where
     * rules speak of columns. A version in which a name stands for another column than today is refused: a rule would be put to the wrong one.
     *
     * @param version at which the table is read
     * @param today opens the newest version
     */
    public static PinnedTable of(
            PinnedTable whole, Optional<Restriction> restriction, Version version, Supplier<PinnedTable> today) {
        return of(whole, restriction, version, today, /* changes= */ false);
    }

    /** The same for a feed of changes up to a version. */
    public static PinnedTable ofChanges(
            PinnedTable whole, Optional<Restriction> restriction, Version to, Supplier<PinnedTable> today) {
        return of(whole, restriction, to, today, /* changes= */ true);
    }

    private static PinnedTable of(
            PinnedTable whole,
            Optional<Restriction> restriction,
            Version version,
            Supplier<PinnedTable> today,
            boolean changes) {
        if (restriction.isEmpty()) {
            return whole;
        }
        if (version.equals(Version.LATEST)) {
            return new RestrictedTable(whole, restriction.get(), Optional.empty(), changes);
        }
        Map<String, String> newest = identities(today.get());
        identities(whole).forEach((name, identity) -> {
            if (!newest.getOrDefault(name, identity).equals(identity)) {
                throw CatalogErrors.renamedSince(whole.name(), name);
            }
        });
        return new RestrictedTable(
                whole,
                restriction.get(),
                restriction.get().concernsColumns() ? Optional.of(newest.keySet()) : Optional.empty(),
                changes);
    }

    private static Map<String, String> identities(PinnedTable table) {
        Map<String, String> identities = new HashMap<>();
        table.identities().forEach((name, identity) -> identities.put(key(name), identity));
        return identities;
    }

    private static String key(String column) {
        return column.toLowerCase(Locale.ROOT);
    }

    /** The table with all that is in it. */
    public PinnedTable whole() {
        return whole;
    }

    public Restriction restriction() {
        return restriction;
    }

    private boolean shows(Column column) {
        String key = key(column.name());
        return (changes && OF_CHANGES.contains(key))
                || (restriction.shows(column.name())
                        && newest.map(names -> names.contains(key)).orElse(true));
    }

    @Override
    public TableName name() {
        return whole.name();
    }

    @Override
    public long version() {
        return whole.version();
    }

    @Override
    public String identity() {
        return whole.identity();
    }

    /** Those that may be seen; one whose values are not is nullable. */
    @Override
    public List<Column> columns() {
        return masked(whole.columns().stream().filter(this::shows), restriction);
    }

    /** Those of a table's newest columns that may be seen. */
    public static List<Column> columns(List<Column> all, Restriction restriction) {
        return masked(all.stream().filter(column -> restriction.shows(column.name())), restriction);
    }

    private static List<Column> masked(Stream<Column> shown, Restriction restriction) {
        return shown.map(column -> restriction.mask(column.name()).isEmpty()
                        ? column
                        : new Column(column.name(), column.type(), /* nullable= */ true, column.comment()))
                .toList();
    }

    @Override
    public String comment() {
        return whole.comment();
    }

    /** That of the whole table: what is seen of it, the statement around it says. */
    @Override
    public Optional<Object> contentKey() {
        return whole.contentKey();
    }

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        return whole.scan(request, reader);
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        throw CatalogErrors.partlySeen(name());
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        throw CatalogErrors.partlySeen(new TableName(
                whole.name().catalog(), whole.name().schema(), whole.name().table() + "$" + kind));
    }

    @Override
    public List<String> metadataKinds() {
        return List.of();
    }
}
