package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That answers are kept by the versions of tables of each format, and of external tables and views. */
@Timeout(300)
class ResultCacheFormatsTest {
    private static final String SQL = "SELECT id FROM lake.main.t ORDER BY id";

    @TempDir
    private Path folder;

    private TestGateway gateway(CatalogConfig catalog) {
        GatewayConfig defaults = GatewayConfig.defaults();
        return TestGateway.over(new GatewayConfig(
                defaults.server(),
                ResultCacheTest.keeping(1_000_000, 100_000),
                defaults.limits(),
                List.of(catalog),
                Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))));
    }

    private static String query(Connection connection, String sql) throws SQLException {
        return TestGateway.query(connection, sql).toString();
    }

    private static List<Object> fromCache(Connection connection, String sql) throws SQLException {
        List<Object> uses = new ArrayList<>();
        TestGateway.query(
                        connection,
                        "SELECT from_cache FROM system.queries WHERE sql = '%s' ORDER BY started".formatted(sql))
                .forEach(row -> uses.add(row.get(0)));
        return uses;
    }

    @Test
    void snapshotsOfIcebergAreToldApart() throws Exception {
        Schema schema = new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));
        IcebergTableWriter writer =
                IcebergTableWriter.create(folder.resolve("lake/main/t"), schema, PartitionSpec.unpartitioned(), 2);
        writer.append(List.<Object[]>of(new Object[] {1L}));
        long first = writer.snapshot();
        try (TestGateway gateway = gateway(new CatalogConfig.Iceberg(
                        "lake",
                        "directory",
                        Optional.of(folder.resolve("lake").toString()),
                        List.of(),
                        Map.of(),
                        new CatalogConfig.Moved(false, Map.of()),
                        Path.of("lake.yaml")));
                Connection connection = gateway.connect()) {
            assertThat(query(connection, SQL)).isEqualTo("[[1]]");
            assertThat(query(connection, SQL)).isEqualTo("[[1]]");
            writer.append(List.<Object[]>of(new Object[] {2L}));
            assertThat(query(connection, SQL)).isEqualTo("[[1], [2]]");
            assertThat(query(connection, SQL)).isEqualTo("[[1], [2]]");
            writer.table().updateSchema().renameColumn("id", "was").commit();
            writer.table().updateSchema().addColumn("id", Types.LongType.get()).commit();
            assertThat(query(connection, SQL)).isEqualTo("[[null], [null]]");
            assertThat(fromCache(connection, SQL)).containsExactly(false, true, false, true, false);
            String then = "SELECT id FROM lake.main.t FOR VERSION AS OF " + first;
            assertThat(query(connection, then)).isEqualTo("[[1]]");
            assertThat(query(connection, then)).isEqualTo("[[1]]");
            assertThat(fromCache(connection, then)).containsExactly(false, true);
            writer.table().expireSnapshots().expireSnapshotId(first).commit();
            assertThatThrownBy(() -> query(connection, then)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void snapshotsOfDuckLakeAreToldApart() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("id", "int64"));
            writer.append("t", "SELECT 1::BIGINT AS id");
            try (TestGateway gateway = gateway(DuckLakeLake.duckDb(folder));
                    Connection connection = gateway.connect()) {
                // What was written a moment ago might be written again, and look the same.
                while (!fromCache(connection, SQL).contains(true)) {
                    assertThat(query(connection, SQL)).isEqualTo("[[1]]");
                }
                writer.append("t", "SELECT 2::BIGINT AS id");
                assertThat(query(connection, SQL)).isEqualTo("[[1], [2]]");
                String then = "SELECT id FROM lake.main.t FOR VERSION AS OF 2";
                while (!fromCache(connection, then).contains(true)) {
                    assertThat(query(connection, then)).isEqualTo("[[1]]");
                }
            }
        }
    }

    @Test
    void externalTablesAndViewsAreThoseOfNow() throws Exception {
        Path lake = folder.resolve("lake");
        DeltaTableWriter one = table(lake.resolve("main/one"), 1L);
        table(lake.resolve("main/two"), 2L);
        CatalogConfig catalog =
                new CatalogConfig.Delta("lake", Optional.of(lake.toString()), List.of(), Path.of("lake.yaml"));
        try (TestGateway gateway = gateway(catalog);
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIEW lakegate.s.v AS SELECT id FROM lake.main.one");
            String view = "SELECT id FROM lakegate.s.v ORDER BY id";
            assertThat(query(connection, view)).isEqualTo("[[1]]");
            assertThat(query(connection, view)).isEqualTo("[[1]]");
            statement.execute("DROP VIEW lakegate.s.v");
            statement.execute("CREATE VIEW lakegate.s.v AS SELECT id FROM lake.main.two");
            assertThat(query(connection, view)).isEqualTo("[[2]]");
            statement.execute("DROP VIEW lakegate.s.v");
            statement.execute("CREATE VIEW lakegate.s.v AS SELECT id + 0 * RAND() AS id FROM lake.main.one");
            query(connection, view);
            query(connection, view);
            assertThat(fromCache(connection, view)).containsExactly(false, true, false, false, false);
            statement.execute(
                    "CREATE EXTERNAL TABLE lakegate.s.e USING delta LOCATION '%s'".formatted(lake.resolve("main/one")));
            String external = "SELECT id FROM lakegate.s.e ORDER BY id";
            assertThat(query(connection, external)).isEqualTo("[[1]]");
            assertThat(query(connection, external)).isEqualTo("[[1]]");
            one.append(List.<Object[]>of(new Object[] {3L}));
            assertThat(query(connection, external)).isEqualTo("[[1], [3]]");
            assertThat(fromCache(connection, external)).containsExactly(false, true, false);
        }
    }

    private static DeltaTableWriter table(Path folder, long id) {
        DeltaTableWriter writer = DeltaTableWriter.create(folder, List.of(new Column("id", Simple.BIGINT)));
        writer.append(List.<Object[]>of(new Object[] {id}));
        return writer;
    }
}
