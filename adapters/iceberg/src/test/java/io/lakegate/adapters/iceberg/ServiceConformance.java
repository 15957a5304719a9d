package io.lakegate.adapters.iceberg;

import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.LongType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for the tables of each of Iceberg's own catalogs. Subclasses say how it is reached; each test has namespaces of its own. */
abstract class ServiceConformance {
    private IcebergCatalog lake;

    /** The catalog as an engine writes to it. */
    abstract IcebergWriter writer();

    /** The same as configuration describes it. */
    abstract IcebergSource source();

    @BeforeEach
    void connect() {
        lake = new IcebergCatalog("lake", source());
    }

    @AfterEach
    void disconnect() {
        lake.close();
    }

    private PinnedTable pin(String schema, String table, Version version) {
        return lake.pin(lake.find(schema, table).orElseThrow(), version);
    }

    private List<List<Object>> rows(String schema, String table) {
        return PinnedRows.of(pin(schema, table, Version.LATEST));
    }

    @Test
    void namespacesOfSeveralLevelsAreSchemasWithDots() {
        writer().makeTable("listing", "one");
        writer().makeTable("listing.eu.north", "two");
        writer().makeTable("listing.eu.north", "another");

        assertThat(lake.schemas())
                .contains("listing", "listing.eu", "listing.eu.north")
                .isSorted();
        assertThat(lake.tables("listing")).containsExactly("one");
        assertThat(lake.tables("listing.eu")).isEmpty();
        assertThat(lake.tables("listing.eu.north")).containsExactly("another", "two");
        assertThat(lake.tables("listing.us")).isEmpty();
        assertThat(lake.tables("")).isEmpty();
    }

    @Test
    void namesAreFoundInAnyCaseAndAnExactOneWins() {
        writer().makeTable("Names.Eu", "Orders");
        writer().makeTable("Names.Eu", "orders");

        assertThat(lake.find("names.EU", "ORDERS")).contains(new TableName("lake", "Names.Eu", "Orders"));
        assertThat(lake.find("names.eu", "orders")).contains(new TableName("lake", "Names.Eu", "orders"));
        assertThat(lake.find("Names.Eu", "orders")).contains(new TableName("lake", "Names.Eu", "orders"));
        assertThat(lake.find("Names", "orders")).isEmpty();
        assertThat(lake.find("Names.Eu", "order")).isEmpty();
        assertThat(lake.find("Names..Eu", "orders")).isEmpty();
        assertThat(lake.find("", "orders")).isEmpty();
        assertThat(lake.find("Names.Eu", "")).isEmpty();
    }

    @Test
    void rowsAndColumnsAreRead() {
        append(writer().makeTable("reading", "orders"), row(1, "tea"), row(2, null));

        assertThat(pin("reading", "orders", Version.LATEST).columns())
                .extracting(Column::name, column -> column.comment().orElse(""))
                .containsExactly(tuple("id", ""), tuple("item", "what was ordered"));
        assertThat(rows("reading", "orders")).containsExactly(values(1, "tea"), values(2, null));
    }

    private static List<Object> values(Object id, Object item) {
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
