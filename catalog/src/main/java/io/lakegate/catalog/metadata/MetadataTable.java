package io.lakegate.catalog.metadata;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A table whose rows tell about another table, at the version at which that is pinned. It has no files: its rows are made in the JVM, one
 * after the other, as they are wanted.
 *
 * @param <T> what a row is made of
 */
public final class MetadataTable<T> implements PinnedTable {
    private final TableName name;
    private final String identity;
    private final long version;
    private final List<MetadataColumn<T>> columns;
    private final List<MetadataColumn<T>> hidden;
    private final Supplier<Stream<T>> rows;

    /**
     * @param of the table that this one tells about
     * @param hidden columns that are no part of {@code *}
     * @param rows opens them; whoever reads them closes them
     */
    public MetadataTable(
            PinnedTable of,
            String kind,
            List<MetadataColumn<T>> columns,
            List<MetadataColumn<T>> hidden,
            Supplier<Stream<T>> rows) {
        this(
                new TableName(of.name().catalog(), of.name().schema(), of.name().table() + "$" + kind),
                of.identity() + "$" + kind,
                of.version(),
                columns,
                hidden,
                rows);
    }

    /** A table that tells about more than one other, under a name of its own. */
    public MetadataTable(
            TableName name,
            long version,
            List<MetadataColumn<T>> columns,
            List<MetadataColumn<T>> hidden,
            Supplier<Stream<T>> rows) {
        this(name, name.toString(), version, columns, hidden, rows);
    }

    private MetadataTable(
            TableName name,
            String identity,
            long version,
            List<MetadataColumn<T>> columns,
            List<MetadataColumn<T>> hidden,
            Supplier<Stream<T>> rows) {
        this.name = requireNonNull(name, "name");
        this.identity = requireNonNull(identity, "identity");
        this.version = version;
        this.columns = List.copyOf(columns);
        this.hidden = List.copyOf(hidden);
        this.rows = requireNonNull(rows, "rows");
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public List<Column> columns() {
        return columns.stream().map(MetadataColumn::column).toList();
    }

    @Override
    public List<Column> hiddenColumns() {
        return hidden.stream().map(MetadataColumn::column).toList();
    }

    @Override
    public String comment() {
        return "";
    }

    /** Rows from the JVM, whichever reader is asked for: there are no files that one or the other could read. */
    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        List<MetadataColumn<T>> wanted =
                request.columns().stream().map(this::column).toList();
        return new Scan.FromJvm(
                wanted.stream().map(MetadataColumn::column).toList(),
                () -> new MetadataRows<>(wanted, rows.get()),
                "it tells about a table and has no files");
    }

    private MetadataColumn<T> column(String wanted) {
        return Stream.concat(columns.stream(), hidden.stream())
                .filter(column -> column.column().name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table %s has no column %s".formatted(name, wanted)));
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        return List.of();
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        return Optional.empty();
    }

    @Override
    public List<String> metadataKinds() {
        return List.of();
    }
}
