package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataPathsTest {
    private static final CatalogShape SHAPE = new CatalogShape("1.0", Optional.of("files/"), Map.of());

    private static DataPaths paths(Optional<String> override, Map<String, String> moved) {
        return new DataPaths(override, moved, Path.of("/base"));
    }

    @Test
    void theStoredPathStartsFromTheCatalogsFolderAndGivesWayToTheConfiguredOne() {
        assertThat(paths(Optional.empty(), Map.of()).root(SHAPE)).isEqualTo("/base/files/");
        assertThat(paths(Optional.of("/data"), Map.of()).root(SHAPE)).isEqualTo("/data");
        assertThat(paths(Optional.empty(), Map.of())
                        .root(new CatalogShape("1.0", Optional.of("s3://bucket/x/"), Map.of())))
                .isEqualTo("s3://bucket/x/");
    }

    @Test
    void relativePathsStartFromTheirParentAndWholeOnesStay() {
        assertThat(DataPaths.resolve("/a/", Optional.of("t/"), true)).isEqualTo("/a/t/");
        assertThat(DataPaths.resolve("/a", Optional.of("t/"), true)).isEqualTo("/a/t/");
        assertThat(DataPaths.resolve("/a/", Optional.of("/x/f.parquet"), false)).isEqualTo("/x/f.parquet");
        assertThat(DataPaths.resolve("/a/", Optional.empty(), true)).isEqualTo("/a/");
    }

    @Test
    void filesThatWereMovedAreFoundWhereTheyAre() {
        DataPaths paths = paths(Optional.empty(), Map.of("/lake/", "/mnt/"));
        assertThat(paths.real("/lake/t/f.parquet")).isEqualTo("/mnt/t/f.parquet");
        assertThat(paths.real("file:///lake/t/f.parquet")).isEqualTo("/mnt/t/f.parquet");
        assertThat(paths.real("/other/t/f.parquet")).isEqualTo("/other/t/f.parquet");
        assertThat(paths.real("gs://lake/t")).isEqualTo("gs://lake/t");
        assertThat(paths.real("/base/../f")).isEqualTo("/f");
    }
}
