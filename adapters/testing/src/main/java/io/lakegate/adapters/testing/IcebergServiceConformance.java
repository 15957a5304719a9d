package io.lakegate.adapters.testing;

import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.LongType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for the tables of each of Iceberg's own catalogs. Subclasses say how it is reached; each test has namespaces of its own. */
public abstract class IcebergServiceConformance {
    private LakeCatalog lake;

    /** The catalog as an engine writes to it. */
    protected abstract IcebergWriter writer();

    /** The same under the name {@code lake}, as configuration describes it. */
    protected abstract LakeCatalog open();

    @BeforeEach
    void connect() {
        lake = open();
    }

    @AfterEach
    void disconnect() {
        lake.close();
    }

    protected final LakeCatalog lake() {
        return lake;
    }

    private PinnedTable pin(String schema, String table, Version version) {
        return lake.pin(lake.find(schema, table).orElseThrow(), version);
    }

    private List<List<Object>> rows(String schema, String table) {
        return PinnedRows.of(pin(schema, table, Version.LATEST));
    }

    @Test
    void rowsAndColumnsAreRead() {
        append(writer().makeTable("reading", "orders"), row(1, "tea"), row(2, null));

        assertThat(pin("reading", "orders", Version.LATEST).columns())
                .extracting(Column::name, column -> column.comment().orElse(""))
                .containsExactly(tuple("id", ""), tuple("item", "what was ordered"));
        assertThat(rows("reading", "orders")).containsExactly(values(1, "tea"), values(2, null));
    }

    private static List<@Nullable Object> values(Object id, @Nullable Object item) {
        return Arrays.asList(id, item);
    }

    @Test
    void anEmptyTableHasNoRows() {
        writer().makeTable("empty", "orders");

        assertThat(rows("empty", "orders")).isEmpty();
    }

    @Test
    void aCommitShowsInWhatIsPinnedAfterItOnly() {
        Table orders = writer().makeTable("commits", "orders");
        append(orders, row(1, "tea"));
        PinnedTable before = pin("commits", "orders", Version.LATEST);

        append(orders, row(2, "milk"));

        assertThat(PinnedRows.of(before)).containsExactly(values(1, "tea"));
        assertThat(rows("commits", "orders")).containsExactly(values(1, "tea"), values(2, "milk"));
    }

    @Test
    void aNewColumnShows() {
        Table orders = writer().makeTable("evolving", "orders");
        append(orders, row(1, "tea"));
        assertThat(rows("evolving", "orders")).containsExactly(values(1, "tea"));

        orders.updateSchema()
                .addColumn("price", LongType.get())
                .deleteColumn("item")
                .commit();

        assertThat(rows("evolving", "orders")).containsExactly(values(1, null));
        assertThat(pin("evolving", "orders", Version.LATEST).columns())
                .extracting(Column::name)
                .containsExactly("id", "price");
    }

    @Test
    void aDroppedTableIsGone() {
        append(writer().makeTable("dropping", "orders"), row(1, "tea"));
        writer().makeTable("dropping", "order_lines");
        TableName known = lake.find("dropping", "orders").orElseThrow();
        assertThat(rows("dropping", "orders")).hasSize(1);

        writer().drop("dropping", "orders");

        assertThat(lake.find("dropping", "orders")).isEmpty();
        assertThat(lake.tables("dropping")).containsExactly("order_lines");
        assertThatThrownBy(() -> lake.pin(known, Version.LATEST))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND))
                .hasMessage("Schema lake.dropping has no table orders.");
    }

    @Test
    void aTableMadeAnewUnderTheNameOfADroppedOneIsTheNewOne() {
        append(writer().makeTable("again", "orders"), row(1, "tea"));
        assertThat(rows("again", "orders")).containsExactly(values(1, "tea"));

        writer().drop("again", "orders");
        append(writer().makeTable("again", "orders"), row(7, "salt"));

        assertThat(rows("again", "orders")).containsExactly(values(7, "salt"));
    }

    @Test
    void branchesAndTagsAreVersions() {
        Table orders = writer().makeTable("refs", "orders");
        append(orders, row(1, "tea"));
        long first = orders.currentSnapshot().snapshotId();
        orders.manageSnapshots().createTag("opening", first).commit();
        orders.manageSnapshots().createBranch("audit", first).commit();
        append(orders, "audit", row(9, "ink"));
        append(orders, row(2, "milk"));

        assertThat(PinnedRows.of(pin("refs", "orders", new Version.Named("opening"))))
                .containsExactly(values(1, "tea"));
        assertThat(PinnedRows.of(pin("refs", "orders", new Version.Named("audit"))))
                .containsExactly(values(1, "tea"), values(9, "ink"));
        assertThat(PinnedRows.of(pin("refs", "orders", new Version.Named("main"))))
                .containsExactly(values(1, "tea"), values(2, "milk"));
        assertThatThrownBy(() -> pin("refs", "orders", new Version.Named("openin")))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("has no branch or tag openin. Did you mean opening?");
    }

    @Test
    void snapshotsAreReadByNumberAndTime() {
        Table orders = writer().makeTable("history", "orders");
        append(orders, row(1, "tea"));
        long first = orders.currentSnapshot().snapshotId();
        Instant firstTime = Instant.ofEpochMilli(orders.currentSnapshot().timestampMillis());
        append(orders, row(2, "milk"));

        assertThat(PinnedRows.of(pin("history", "orders", new Version.Numbered(first))))
                .containsExactly(values(1, "tea"));
        assertThat(PinnedRows.of(pin("history", "orders", new Version.AtTime(firstTime))))
                .containsExactly(values(1, "tea"));
        assertThatThrownBy(() -> pin("history", "orders", new Version.Numbered(5)))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("has no snapshot 5");
        assertThatThrownBy(() -> pin("history", "orders", new Version.AtTime(firstTime.minusSeconds(60))))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("has no state at");
    }

    @Test
    void metadataTablesAndChangesAreThere() {
        Table orders = writer().makeTable("metadata", "orders");
        append(orders, row(1, "tea"));
        append(orders, row(2, "milk"));
        TableName name = lake.find("metadata", "orders").orElseThrow();

        PinnedTable snapshots =
                lake.pin(name, Version.LATEST).metadata("snapshots").orElseThrow();
        assertThat(PinnedRows.of(snapshots)).hasSize(2);
        long second = orders.currentSnapshot().snapshotId();
        assertThat(PinnedRows.of(lake.changes(name, new Version.Numbered(second), Version.LATEST)))
                .singleElement()
                .satisfies(change -> assertThat(change).startsWith(2, "milk", "insert"));
    }

    @Test
    void aPlaceIsNotReadPastTheCatalog() {
        assertThat(lake.pinAt("/etc", Version.LATEST)).isEqualTo(Optional.empty());
    }
}
