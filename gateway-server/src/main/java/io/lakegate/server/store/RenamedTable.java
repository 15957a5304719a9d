package io.lakegate.server.store;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A table under the name that a statement gave it, where its own catalog has another for it. */
record RenamedTable(PinnedTable table, TableName name) implements PinnedTable {
    RenamedTable {
        requireNonNull(table, "table");
        requireNonNull(name, "name");
    }

    @Override
    public long version() {
        return table.version();
    }

    @Override
    public String identity() {
        return table.identity();
    }

    @Override
    public List<Column> columns() {
        return table.columns();
    }

    @Override
    public Map<String, String> identities() {
        return table.identities();
    }

    @Override
    public List<Column> hiddenColumns() {
        return table.hiddenColumns();
    }

    @Override
    public String comment() {
        return table.comment();
    }

    @Override
    public Optional<Object> contentKey() {
        return table.contentKey();
    }

    @Override
    public OptionalLong countRows(Filter filter) {
        return table.countRows(filter);
    }

    @Override
    public Optional<ColumnSummary> summarize(String column, Filter filter) {
        return table.summarize(column, filter);
    }

    @Override
    public Optional<Value> lastOf(FirstRows rows, Filter filter) {
        return table.lastOf(rows, filter);
    }

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        return table.scan(request, reader);
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        return table.verdicts(request);
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        TableName told = new TableName(name.catalog(), name.schema(), name.table() + "$" + kind);
        return table.metadata(kind).map(inner -> new RenamedTable(inner, told));
    }

    @Override
    public List<String> metadataKinds() {
        return table.metadataKinds();
    }
}
