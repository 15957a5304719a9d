package io.lakegate.adapters.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.adapters.storage.TableFolders.TableFolder;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableFoldersTest {
    @TempDir
    Path root;

    @Test
    void tablesInTheRootBelongToTheSchemaDefault() throws IOException {
        table("orders");
        table("Lines");

        assertThat(folders().schemas()).containsExactly("default");
        assertThat(folders().tables("default")).containsExactly("Lines", "orders");
    }

    @Test
    void aFolderWithTablesIsASchema() throws IOException {
        table("orders");
        table("sales/orders");
        table("sales/returns");
        Files.createDirectories(root.resolve("empty/nothing/here"));

        assertThat(folders().schemas()).containsExactly("default", "sales");
        assertThat(folders().tables("sales")).containsExactly("orders", "returns");
        assertThat(folders().tables("empty")).isEmpty();
        assertThat(folders().tables("missing")).isEmpty();
    }

    @Test
    void nothingBelowATableIsSearched() throws IOException {
        table("orders");
        table("orders/nested");

        assertThat(folders().schemas()).containsExactly("default");
        assertThat(folders().tables("orders")).isEmpty();
        assertThat(folders().find("orders", "nested")).isEmpty();
    }

    @Test
    void aRootThatIsATableHasNoTables() throws IOException {
        table("orders");
        Files.createDirectory(root.resolve("_delta_log"));

        assertThat(folders().rootIsTable()).isTrue();
        assertThat(folders().schemas()).isEmpty();
        assertThat(folders().tables("default")).isEmpty();
        assertThat(folders().find("default", "orders")).isEmpty();
    }

    @Test
    void hiddenFoldersAreNeitherSchemasNorTables() throws IOException {
        table(".trash");
        table("_old");
        table("_archive/orders");

        assertThat(folders().schemas()).isEmpty();
        assertThat(folders().find("default", "_old")).isEmpty();
        assertThat(folders().find("_archive", "orders")).isEmpty();
    }

    @Test
    void aMarkerThatIsAFileMakesNoTable() throws IOException {
        Files.createFile(Files.createDirectory(root.resolve("orders")).resolve("_delta_log"));

        assertThat(folders().schemas()).isEmpty();
    }

    @Test
    void anExactNameWinsOverOneThatDiffersInCase() throws IOException {
        table("sales/Orders");
        table("sales/orders");
        table("Sales/ORDERS");

        assertThat(folders().find("sales", "orders")).contains(found("sales", "orders"));
        assertThat(folders().find("sales", "ORDERS")).contains(found("sales", "Orders"));
        assertThat(folders().find("Sales", "orders")).contains(found("Sales", "ORDERS"));
        assertThat(folders().find("SALES", "nothing")).isEmpty();
    }

    @Test
    void aSchemaIsFoundByItsNameAlone() throws IOException {
        table("shop/orders");
        Files.createDirectories(root.resolve("empty"));
        assertThat(folders().exactSchema("shop")).contains("shop");
        assertThat(folders().exactSchema("SHOP")).isEmpty();
        assertThat(folders().exactSchema("empty")).isEmpty();
        assertThat(folders().exactSchema("shop/orders")).isEmpty();
        assertThat(folders().exactSchema("default")).isEmpty();
        table("single");
        assertThat(folders().exactSchema("default")).contains("default");
        assertThat(folders().exactSchema("single")).isEmpty();
    }

    @Test
    void theSchemaDefaultIsFoundInAnyCase() throws IOException {
        table("Orders");

        assertThat(folders().find("DEFAULT", "ORDERS"))
                .contains(new TableFolder("default", "Orders", new Location(root.resolve("Orders"))));
    }

    @Test
    void aFolderNamedDefaultAddsToTheTablesOfTheRoot() throws IOException {
        table("orders");
        table("default/orders");
        table("default/returns");

        assertThat(folders().tables("default")).containsExactly("orders", "returns");
        assertThat(folders().find("default", "orders").orElseThrow().location())
                .isEqualTo(new Location(root.resolve("orders")));
        assertThat(folders().find("default", "returns").orElseThrow().location())
                .isEqualTo(new Location(root.resolve("default/returns")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "a\\b", "\0", "../lake", "/"})
    void aNameThatIsNoSingleStepFindsNothing(String name) throws IOException {
        table("a/b");

        assertThat(folders().find("default", name)).isEmpty();
        assertThat(folders().find(name, "b")).isEmpty();
        assertThat(folders().tables(name)).isEmpty();
    }

    @Test
    void namesWithSpacesAndSignsAreFound() throws IOException {
        table("my sales/50% off + #1?");

        assertThat(folders().find("My Sales", "50% OFF + #1?").orElseThrow().table())
                .isEqualTo("50% off + #1?");
    }

    @Test
    void aMissingRootIsReported() {
        TableFolders missing = new TableFolders(new Location(root.resolve("gone")), "_delta_log");

        assertThatThrownBy(missing::schemas)
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE);
                    assertThat(e).hasMessageContaining("gone").hasMessageContaining("does not exist");
                });
        assertThat(missing.findExact("default", "orders")).isEmpty();
    }

    private TableFolders folders() {
        return new TableFolders(new Location(root), "_delta_log");
    }

    private TableFolder found(String schema, String table) {
        return new TableFolder(schema, table, new Location(root.resolve(schema).resolve(table)));
    }

    private void table(String name) throws IOException {
        Files.createDirectories(root.resolve(name).resolve("_delta_log"));
    }
}
