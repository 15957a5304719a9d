package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.ServerProcess;
import io.lakegate.server.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a disk which was full for a while is met with a sentence, and works again afterwards. */
@Timeout(300)
class FullDiskTest {
    private static final int ROWS = 20_000;
    private static final long SUM = (ROWS - 1L) * ROWS / 2;

    @TempDir
    private Path folder;

    private Optional<SmallDisk> disk = Optional.empty();

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(folder.resolve("disk"), 512);
        assumeTrue(disk.isPresent(), "only root can mount a small file system, which is to be full");
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .append(LongStream.range(0, ROWS)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk.isPresent()) {
            disk.get().close();
        }
    }

    private Path conf(String lake) throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf/catalogs")).getParent();
        Files.writeString(
                conf.resolve("lakegate.yaml"),
                "cache: {directory: '%1$s/cache'}\nengine: {temp-directory: '%1$s/temp', memory-limit: 64MiB}\n"
                        .formatted(folder.resolve("disk")));
        Files.writeString(conf.resolve("catalogs/lake.yaml"), lake);
        return conf;
    }

    private static String answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1) + " " + row.getLong(2);
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryFindsRoomAgain() throws Exception {
        String sql = "SELECT sum(n), count(*) FROM (SELECT DISTINCT a.id AS n, b.id AS m"
                + " FROM lake.\"default\".t a, lake.\"default\".t b WHERE b.id < 200)";
        Path conf = conf("{type: delta, location: '%s'}".formatted(folder.resolve("lake")));
        disk.orElseThrow().fill();
        try (ServerProcess gateway = ServerProcess.start(conf, folder.resolve("log"));
                Connection connection = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> answer(connection, sql))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("there is no room for the rest in engine.temp-directory")
                        .hasFieldOrPropertyWithValue("SQLState", ErrorCode.OUT_OF_MEMORY.sqlState())
                        .hasFieldOrPropertyWithValue("ErrorCode", ErrorCode.OUT_OF_MEMORY.number());
                disk.orElseThrow().empty();
                assertThat(answer(connection, sql)).isEqualTo(200 * SUM + " " + 200 * ROWS);
                disk.orElseThrow().fill();
            }
        }
    }

    @Test
    void whatIsFetchedFindsRoomAgainAndNothingHalfIsRead() throws Exception {
        String sql = "SELECT sum(id), count(*) FROM lake.\"default\".t";
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            TestStore.copy(folder.resolve("lake/t"), store.bucket("lake").resolve("t"));
            Path conf = conf(
                    "{type: delta, location: 's3://lake/', storage: {endpoint: '%s', access-key: %s, secret-key: %s}}"
                            .formatted(store.endpoint(), TestStore.ACCESS_KEY, TestStore.SECRET_KEY));
            try (ServerProcess gateway = ServerProcess.start(conf, folder.resolve("log"));
                    Connection connection = gateway.connect()) {
                disk.orElseThrow().fill();
                assertThatThrownBy(() -> answer(connection, sql))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("No space left on device");
                disk.orElseThrow().empty();
                assertThat(answer(connection, sql)).isEqualTo(SUM + " " + ROWS);
            }
        }
    }
}
