package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataLocation;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogShapeTest {
    @TempDir
    private Path folder;

    private CatalogShape shape(String version) throws SQLException {
        Path file = folder.resolve("lake.db");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ducklake_metadata (key VARCHAR, value VARCHAR)");
            statement.execute(
                    "INSERT INTO ducklake_metadata VALUES ('version', '%s'), ('data_path', 'd/')".formatted(version));
        }
        try (MetadataDatabase database = new MetadataDatabase(
                "lake", MetadataLocation.parse("duckdb:" + file, folder, Optional.empty(), Optional.empty()))) {
            return database.read(reader -> CatalogShape.read("lake", reader, Optional.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "0.2", "0.3-dev1", "0.3", "0.4-dev.2", "0.4", "1.0"})
    void versionsThatAreKnownAreRead(String version) throws Exception {
        CatalogShape shape = shape(version);
        assertThat(shape.version()).isEqualTo(version);
        assertThat(shape.dataPath()).contains("d/");
        assertThat(shape.hasColumn("ducklake_metadata", "value")).isTrue();
        assertThat(shape.column("ducklake_metadata", "m", "scope")).isEqualTo("NULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "1.1", "1.10", "2.0", "", "10.0"})
    void othersAreRefusedByName(String version) {
        assertThatThrownBy(() -> shape(version))
                .hasMessageContaining("is of DuckLake version " + version)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE));
    }
}
