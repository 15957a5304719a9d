package io.lakegate.catalog.registry;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the names of a statement stood for when it ran, and at which versions: by it the same text reads the same again. Small: it keeps no table open. Immutable,
 * for any thread.
 */
public final class RecordedPins {
    /** What a statement names, as it spells it. */
    record Name(String catalog, String schema, String name, Version version) {}

    /** A version of a table, which table that was, and by its columns what it was read as. */
    private record State(String identity, long version, int columns) {
        static State of(PinnedTable table) {
            int columns = 1;
            for (Column column : table.columns()) {
                columns = 31 * (31 * columns + column.name().hashCode())
                        + column.type().hashCode();
            }
            return new State(table.identity(), table.version(), columns);
        }
    }

    private final Instant moment;
    private final Map<Name, Optional<TableName>> located;
    private final Map<Name, Optional<ViewText>> views;
    private final Map<TablePins.Key, State> tables = new HashMap<>();
    private final Map<String, State> opened = new HashMap<>();
    private final Optional<String> passing;

    /**
     * Of one statement.
     *
     * @param moment which it takes for now where it reads a table as of some time before that
     * @param opened what it names in other ways than by a name
     * @param passing what it reads that has no versions
     */
    RecordedPins(
            Instant moment,
            Map<Name, Optional<TableName>> located,
            Map<Name, Optional<ViewText>> views,
            Map<TablePins.Key, PinnedTable> tables,
            Map<String, PinnedTable> opened,
            Optional<String> passing) {
        this.moment = requireNonNull(moment, "moment");
        this.located = new HashMap<>(located);
        this.views = new HashMap<>(views);
        tables.forEach((key, table) -> this.tables.put(key, State.of(table)));
        opened.forEach((what, table) -> this.opened.put(what, State.of(table)));
        this.passing = requireNonNull(passing, "passing");
    }

    /** Something that the statement reads, and that is another each time. Such a statement cannot be run again on the same. */
    public Optional<String> passing() {
        return passing;
    }

    Instant moment() {
        return moment;
    }

    /** The table of a name that may still be seen; a name that was nobody's then is nobody's. */
    Optional<TableName> locate(LakeCatalog catalog, Name name) {
        return located.getOrDefault(name, Optional.empty())
                .flatMap(then -> catalog.find(
                                name.schema(),
                                name.name(),
                                new Version.Numbered(state(new TablePins.Key(then, name.version()))
                                        .version()))
                        .filter(then::equals));
    }

    /** The text that a view had, of one that is still there to be seen. */
    Optional<ViewText> view(LakeCatalog catalog, Name name) {
        return views.getOrDefault(name, Optional.empty())
                .filter(then ->
                        catalog.view(name.schema(), name.name(), name.version()).isPresent());
    }

    /** A table at the version that it had. */
    PinnedTable open(LakeCatalog catalog, TablePins.Key key) {
        State then = state(key);
        if (key.version().equals(Version.LATEST)
                && catalog.find(key.table().schema(), key.table().table()).isPresent()) {
            PinnedTable now = catalog.pin(key.table(), Version.LATEST);
            if (now.version() == then.version()) {
                return same(now, then); // also where nothing was written yet, which has no number
            }
        }
        return same(catalog.pin(key.table(), new Version.Numbered(then.version())), then);
    }

    /** A table that is named in another way, at the version at which it was opened. */
    PinnedTable open(String what, Version asked, Function<Version, PinnedTable> open) {
        State then = opened.get(what);
        if (then == null) {
            throw changed(what);
        }
        if (then.version() < 0 && asked.equals(Version.LATEST)) {
            PinnedTable now = open.apply(asked);
            if (now.version() == then.version()) {
                return same(now, then); // nothing was written yet, which has no number
            }
        }
        return same(open.apply(new Version.Numbered(then.version())), then);
    }

    private State state(TablePins.Key key) {
        State then = tables.get(key);
        if (then == null) {
            throw changed(key.table().toString());
        }
        return then;
    }

    private static GatewayException changed(String what) {
        return new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "The statement now reads %s, which it did not when it ran. Run its text anew.".formatted(what));
    }

    /** One that was made anew may have versions of the same numbers. Iceberg's newest snapshot is read by the table's own columns, which may be others by now. */
    private static PinnedTable same(PinnedTable table, State then) {
        if (!table.identity().equals(then.identity())) {
            throw new GatewayException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "Table %s is another than the one of which the statement read version %d: it was made anew since then. Run its text anew."
                            .formatted(table.name(), then.version()));
        }
        if (!State.of(table).equals(then)) {
            throw new GatewayException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "The columns of table %s are no longer those by which the statement read its version %d. Run its text anew."
                            .formatted(table.name(), table.version()));
        }
        return table;
    }
}
