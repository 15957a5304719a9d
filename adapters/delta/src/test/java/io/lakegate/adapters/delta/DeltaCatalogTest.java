package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaCatalogTest {
    private static final List<Column> COLUMNS = List.of(new Column("id", Simple.BIGINT));

    @TempDir
    Path root;

    @Test
    void singleTablesStandBesideThoseOfTheLocation() {
        DeltaTableWriter.create(root.resolve("lake/orders"), COLUMNS);
        DeltaTableWriter.create(root.resolve("lake/sales/returns"), COLUMNS);
        DeltaTableWriter.create(root.resolve("elsewhere"), COLUMNS);
        DeltaCatalog catalog = catalog(
                Optional.of("lake"), new SingleTable("sales", "Refunds", new Location(root.resolve("elsewhere"))));

        assertThat(catalog.type()).isEqualTo("delta");
        assertThat(catalog.schemas()).containsExactly("default", "sales");
        assertThat(catalog.tables("sales")).containsExactly("Refunds", "returns");
        assertThat(catalog.find("Sales", "refunds")).contains(new TableName("lake", "sales", "Refunds"));
        assertThat(catalog.find("SALES", "RETURNS")).contains(new TableName("lake", "sales", "returns"));
        assertThat(catalog.pin(new TableName("lake", "sales", "Refunds"), Version.LATEST)
                        .version())
                .isZero();
        assertThat(catalog.localRoots()).containsExactly(root.resolve("lake"), root.resolve("elsewhere"));
    }

    @Test
    void aSingleTableHidesOneOfTheSameName() {
        DeltaTableWriter.create(root.resolve("lake/orders"), COLUMNS);
        DeltaTableWriter.create(root.resolve("new"), List.of(new Column("key", Simple.VARCHAR)));
        DeltaCatalog catalog =
                catalog(Optional.of("lake"), new SingleTable("default", "orders", new Location(root.resolve("new"))));

        assertThat(catalog.tables("default")).containsExactly("orders");
        assertThat(catalog.pin(new TableName("lake", "default", "orders"), Version.LATEST)
                        .columns())
                .extracting(Column::name)
                .containsExactly("key");
    }

    @Test
    void anExactNameWinsWhereverItIs() {
        DeltaTableWriter.create(root.resolve("lake/orders"), COLUMNS);
        DeltaCatalog catalog =
                catalog(Optional.of("lake"), new SingleTable("default", "ORDERS", new Location(root.resolve("new"))));

        assertThat(catalog.find("default", "orders")).contains(new TableName("lake", "default", "orders"));
        assertThat(catalog.find("default", "ORDERS")).contains(new TableName("lake", "default", "ORDERS"));
    }

    @Test
    void aTableThatIsGoneIsNotFound() {
        DeltaTableWriter.create(root.resolve("lake/orders"), COLUMNS);

        assertThatThrownBy(() ->
                        catalog(Optional.of("lake")).pin(new TableName("lake", "default", "ordres"), Version.LATEST))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
                    assertThat(e).hasMessageContaining("Did you mean orders?");
                });
    }

    @Test
    void aSourceWithoutAnyPlaceAndTwoTablesOfOneNameAreRefused() {
        SingleTable table = new SingleTable("s", "t", new Location(root));

        for (List<SingleTable> tables : List.of(List.<SingleTable>of(), List.of(table, table))) {
            assertThatThrownBy(() -> new DeltaSource(Optional.empty(), tables))
                    .asInstanceOf(type(GatewayException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
        }
    }

    @Test
    void aTableIsReadWhereItLiesBelowTheCatalogAndNowhereElse() {
        DeltaTableWriter.create(root.resolve("lake/a b/c/orders"), COLUMNS)
                .append(List.<Object[]>of(new Object[] {1L}));
        DeltaTableWriter.create(root.resolve("elsewhere"), COLUMNS);
        DeltaCatalog catalog = catalog(Optional.of("lake"));

        for (String location : List.of(
                root + "/lake/a b/c/orders",
                root + "/lake/a b/../a b/c/orders/",
                "file:" + root + "/lake/a%20b/c/orders")) {
            assertThat(catalog.pinAt(location, Version.LATEST))
                    .as(location)
                    .hasValueSatisfying(table -> assertThat(table.version()).isEqualTo(1));
        }
        assertThat(catalog.pinAt(root + "/lake/a b/c/orders", new Version.Numbered(0)))
                .hasValueSatisfying(table -> assertThat(table.version()).isZero());
        for (String location :
                List.of(root + "/elsewhere", root + "/lake/../elsewhere", "orders", "s3://bucket/orders", "", "\0")) {
            assertThat(catalog.pinAt(location, Version.LATEST)).as(location).isEmpty();
        }
        assertThatThrownBy(() -> catalog.pinAt(root + "/lake/a b", Version.LATEST))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_DAMAGED));
    }

    @Test
    void theDescriptionIsTheComment() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN);

        assertThat(table.pin().comment()).isEqualTo("made by hand");
    }

    @Test
    void smallNumbersCanPartition() {
        List<Column> columns = List.of(
                new Column("b", Simple.TINYINT), new Column("s", Simple.SMALLINT), new Column("id", Simple.BIGINT));
        DeltaTableWriter.create(root.resolve("lake/small"), columns, "s", "b")
                .append(List.of(new Object[] {(byte) 1, (short) -1, 1L}, new Object[] {(byte) 2, null, 2L}));

        ScanPlan plan = HandmadeTable.plan(
                catalog(Optional.of("lake")).pin(new TableName("lake", "default", "small"), Version.LATEST),
                new ScanRequest(
                        List.of("id", "b"),
                        new Filter.Compare("b", Filter.Operator.LESS, Value.of(Simple.TINYINT, (byte) 2))));

        assertThat(plan.groups().get(0).sources())
                .containsExactly(
                        new ColumnSource.Stored("id", OptionalInt.empty(), Simple.BIGINT), ColumnSource.CONSTANT);
        assertThat(plan.files().toList()).hasSize(1);
        assertThat(plan.files().toList().get(0).constants())
                .containsExactly(
                        Map.entry("s", Value.of(Simple.SMALLINT, (short) -1)),
                        Map.entry("b", Value.of(Simple.TINYINT, (byte) 1)));
    }

    @Test
    void aFilterOnAColumnOfAnotherTypeDropsNothing() {
        DeltaTableWriter.create(
                        root.resolve("lake/t"), List.of(COLUMNS.get(0), new Column("name", Simple.VARCHAR)), "id")
                .append(List.<Object[]>of(new Object[] {1L, "x"}));

        ScanPlan plan = HandmadeTable.plan(
                catalog(Optional.of("lake")).pin(new TableName("lake", "default", "t"), Version.LATEST),
                new ScanRequest(
                        List.of("id"),
                        new Filter.Compare(
                                "id",
                                Filter.Operator.EQUAL,
                                Value.of(new LakeType.Decimal(3, 1), new BigDecimal("2.5")))));

        assertThat(plan.files().toList()).hasSize(1);
    }

    private DeltaCatalog catalog(Optional<String> location, SingleTable... tables) {
        return new DeltaCatalog(
                "lake", new DeltaSource(location.map(root::resolve).map(Location::new), List.of(tables)));
    }
}
