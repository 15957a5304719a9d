package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestGateway;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HeatWave's script over a table in a bucket of Oracle's cloud, for which a test's store stands. */
class HeatWaveInStoreTest {
    private static final List<String> SCRIPT =
            List.of("""
            SET @input_list = '[{"db_name": "aidp_delta_demo", "tables": [{"table_name": "delta_table_1",
              "engine_attribute": {"dialect": {"format": "delta"}, "file": [{"uri": "oci://bucket@namespace/path/"}]}}]}]';
            """, "CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL);", "USE aidp_delta_demo;");

    @TempDir
    Path folder;

    @Test
    void theScriptRunsAgainstAnAddressOfOraclesCloud() throws Exception {
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            DeltaTableWriter.create(
                            folder.resolve("written"),
                            List.of(new Column("id", Simple.INTEGER), new Column("region", Simple.VARCHAR)))
                    .append(List.<Object[]>of(new Object[] {1, "north"}, new Object[] {2, "south"}));
            TestStore.copy(folder.resolve("written"), store.bucket("bucket").resolve("path"));
            try (TestGateway gateway = StoreGateway.over(
                            store,
                            folder.resolve("cache"),
                            Optional.of(folder.resolve("definitions/store.sqlite")),
                            StoreGateway.delta("lake", "oci://bucket@namespace/"));
                    Connection connection = gateway.connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : SCRIPT) {
                    statement.execute(sql);
                }
                assertThat(TestGateway.query(connection, "SELECT * FROM delta_table_1"))
                        .containsExactlyInAnyOrder(List.of(1, "north"), List.of(2, "south"));
                assertThat(TestGateway.query(
                                connection, "SELECT count(*) FROM TABLE(delta_scan('oci://bucket@namespace/path'))"))
                        .isEqualTo(List.of(List.of(2L)));
                assertThatThrownBy(() -> statement.execute(
                                "CREATE EXTERNAL TABLE s.t USING delta LOCATION 'oci://other@namespace/path/'"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("is not below a folder of a configured catalog");
                assertThatThrownBy(() -> statement.execute(
                                "CREATE EXTERNAL TABLE s.t USING delta LOCATION 'oci://bucket@namespace/nothing/'"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("oci://bucket@namespace/nothing");
            }
        }
    }
}
