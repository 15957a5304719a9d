package io.lakegate.catalog.spi;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.ScanRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One table at one snapshot. Immutable: what it answers does not change when the table does. For any thread. */
public interface PinnedTable {
    /** For a metadata table, the name of the table that it tells about with {@code $} and its kind. */
    TableName name();

    /** The Delta version, or the Iceberg or DuckLake snapshot id. */
    long version();

    /**
     * What tells the table from every other, at all of its versions: also from one that was made anew under its name, where its format has something by
     * which that is known. To be compared, and not to be shown.
     */
    String identity();

    /** The table's columns at this snapshot, in order. */
    List<Column> columns();

    /** Columns that can be selected by name but are no part of {@code *}, such as row ids; none that {@link #columns()} has. */
    default List<Column> hiddenColumns() {
        return List.of();
    }

    /**
     * For the name of each of {@link #columns()}, what the column keeps when it is renamed: its field id, or its name in files; the name itself where a
     * format has nothing of the kind. Snapshots of a table in which a name stands for the same have the same column of that name.
     */
    default Map<String, String> identities() {
        return columns().stream().collect(Collectors.toMap(Column::name, Column::name));
    }

    /** What the table's author wrote about it; empty text when nothing. */
    String comment();

    /**
     * What tells the rows of this snapshot from all others: tables with equal keys have the same rows under the same names of columns, and so have their scans.
     * It holds no table. Empty where nothing proves that, as for what may change without another version.
     */
    default Optional<Object> contentKey() {
        return Optional.empty();
    }

    /**
     * Says how to get the rows that the request wants.
     *
     * <p>Pruning is conservative: a file is dropped only when what the metadata says proves that none of its rows can match. The
     * caller must still apply its filter.
     *
     * <p>Cost: reads table metadata only, never a data file; blocks on storage the first time.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} when reading the files needs a feature that is lacking, also
     *     of the reader that was asked for; {@link ErrorCode#TABLE_DAMAGED} or {@link ErrorCode#STORAGE_UNREADABLE} when the metadata cannot
     *     be read
     */
    Scan scan(ScanRequest request, Reader reader);

    /**
     * How many rows of this snapshot a filter wants, where the metadata proves it file by file; empty where some file has to be read for that, or
     * the table's format has no such proof. Cost: metadata only, as {@link #scan}.
     *
     * @param filter says exactly which rows are wanted, and not a part of the condition
     * @throws GatewayException as {@link #scan}
     */
    default OptionalLong countRows(Filter filter) {
        return OptionalLong.empty();
    }

    /**
     * What the metadata proves of the values of a column in the rows that a filter wants; empty where some file has to be read for that. As {@link
     * #countRows}.
     *
     * @param column one of {@link #columns()}
     * @param filter says exactly which rows are wanted, and not a part of the condition
     * @throws GatewayException as {@link #scan}
     */
    default Optional<ColumnSummary> summarize(String column, Filter filter) {
        return Optional.empty();
    }

    /**
     * A value that the last of some first rows has, or comes behind: of the rows that a filter wants, the metadata proves enough to have values up to it, so
     * that rows behind it do not matter. Empty where the metadata proves no such value. As {@link #countRows}, but files of which nothing is proven do not
     * matter.
     *
     * @param filter says exactly which rows are wanted, and not a part of the condition
     * @throws GatewayException as {@link #scan}
     */
    default Optional<Value> lastOf(FirstRows rows, Filter filter) {
        return Optional.empty();
    }

    /** What becomes of each file of the snapshot when the request is scanned, in metadata order; none for a table without files. */
    List<FileVerdict> verdicts(ScanRequest request);

    /**
     * A table that tells about this one: {@code history}, {@code files}, {@code partitions}, {@code properties}, {@code snapshots}, {@code
     * detail} and what else its format has; empty for a word that is none of {@link #metadataKinds()}.
     */
    Optional<PinnedTable> metadata(String kind);

    /** The words that {@link #metadata} knows, sorted. */
    List<String> metadataKinds();
}
