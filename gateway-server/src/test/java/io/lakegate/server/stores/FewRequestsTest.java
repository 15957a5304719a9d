package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How little a statement asks of a store that has answered it before, and that it sees all the same what has changed there. */
class FewRequestsTest {
    private static final List<Column> ID = List.of(new Column("id", Simple.INTEGER));
    private static final String SUM = "SELECT sum(id), count(*) FROM lake.\"default\".t";

    @TempDir
    Path folder;

    private TestStore store;
    private TestGateway gateway;
    private int tables;
    /** The table on disk that was made last. */
    private Path written = Path.of("");

    @BeforeEach
    void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
        DeltaTableWriter writer = table("t", 1);
        writer.append(List.<Object[]>of(new Object[] {2}));
        upload("t");
        gateway = StoreGateway.over(store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        store.close();
    }

    /** A table of one row, on disk. */
    private DeltaTableWriter table(String name, int id) {
        written = folder.resolve("written").resolve(name + tables++);
        DeltaTableWriter writer = DeltaTableWriter.create(written, ID);
        writer.append(List.<Object[]>of(new Object[] {id}));
        return writer;
    }

    private void upload(String place) {
        TestStore.copy(written, store.bucket("lake").resolve(place));
    }

    private void remove(String place) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("buckets/lake").resolve(place))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private String sum() throws SQLException {
        return gateway.query(SUM).toString();
    }

    @Test
    void aStatementThatComesAgainAsksForTheLogAlone() throws SQLException {
        assertThat(sum()).isEqualTo("[[3, 2]]");
        assertThat(sum()).isEqualTo("[[3, 2]]");
        store.proxy().forget();
        assertThat(sum()).isEqualTo("[[3, 2]]");
        assertThat(gateway.query(SUM.replace("sum", "max"))).hasToString("[[2, 2]]");
        List<StoreRequest> requests = store.proxy().requests();
        assertThat(requests)
                .hasSize(2)
                .allMatch(request -> request.lists() && request.query().contains("t%2F_delta_log"));
    }

    @Test
    void aCommitIsSeenByTheNextStatement() throws Exception {
        assertThat(sum()).isEqualTo("[[3, 2]]");
        DeltaTableWriter writer = table("t", 1);
        writer.append(List.<Object[]>of(new Object[] {2}));
        remove("t");
        upload("t");
        assertThat(sum()).isEqualTo("[[3, 2]]");
        writer.append(List.<Object[]>of(new Object[] {10}));
        upload("t");
        assertThat(sum()).isEqualTo("[[13, 3]]");
    }

    @Test
    void aTableThatIsMadeAnewInItsPlaceIsAnother() throws Exception {
        StoredTable.write(folder.resolve("first"), 1000, "SELECT 1 AS id");
        StoredTable.write(folder.resolve("second"), 1000, "SELECT 5 AS id");
        Path log = folder.resolve("second/_delta_log/00000000000000000000.json");
        Files.writeString(log, Files.readString(log).replace("\"id\":\"t\"", "\"id\":\"u\""));
        assertThat(folder.resolve("second/part-00000.parquet"))
                .hasSize(Files.size(folder.resolve("first/part-00000.parquet")));
        Path place = store.bucket("lake").resolve("made");
        String sql = "SELECT sum(id), count(*) FROM lake.\"default\".made";
        TestStore.copy(folder.resolve("first"), place);
        assertThat(gateway.query(sql)).hasToString("[[1, 1]]");
        assertThat(gateway.query(sql)).hasToString("[[1, 1]]");
        remove("made");
        TestStore.copy(folder.resolve("second"), place);
        // The store of the tests makes tags of times in seconds; real ones make them of contents.
        try (Stream<Path> files = Files.walk(folder.resolve("buckets/lake/made"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
            }
        }
        assertThat(gateway.query(sql)).hasToString("[[5, 1]]");
    }

    @Test
    void whatIsNewIsFoundAtOnce() throws Exception {
        assertThat(sum()).isEqualTo("[[3, 2]]");
        assertThatThrownBy(() -> gateway.query("SELECT id FROM lake.\"default\".later"))
                .hasMessageContaining("later")
                .extracting(e -> ((SQLException) e).getErrorCode())
                .isEqualTo(1003);
        table("later", 7);
        upload("later");
        assertThat(gateway.query("SELECT id FROM lake.\"default\".later")).hasToString("[[7]]");
        table("deep", 8);
        upload("deep/er");
        assertThat(gateway.query("SELECT id FROM lake.deep.ER")).hasToString("[[8]]");
        assertThat(gateway.query("SHOW TABLES FROM lake.\"default\"")).hasToString("[[default, later], [default, t]]");
    }

    @Test
    void whatIsGoneIsMissedAtOnce() throws Exception {
        table("soon", 7);
        upload("soon");
        assertThat(gateway.query("SELECT id FROM lake.\"default\".soon")).hasToString("[[7]]");
        remove("soon");
        assertThatThrownBy(() -> gateway.query("SELECT id FROM lake.\"default\".soon"))
                .hasMessageContaining("soon")
                .extracting(e -> ((SQLException) e).getErrorCode())
                .isEqualTo(1003);
        assertThat(gateway.query("SHOW TABLES FROM lake.\"default\"")).hasToString("[[default, t]]");
        assertThat(sum()).isEqualTo("[[3, 2]]");
    }
}
