package io.lakegate.adapters.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TpchDeltaTest {
    @TempDir
    Path root;

    @Test
    void allTablesAreWritten() {
        TpchDelta.write(root, 0.001, 2_000, Map.of("lineitem", List.of("l_shipmode")));

        assertThat(TpchDelta.TABLES)
                .allSatisfy(table ->
                        assertThat(root.resolve(table).resolve("_delta_log")).isNotEmptyDirectory());
    }

    @Test
    void columnsHaveTheNamesAndTypesOfTpch() {
        assertThat(TpchDelta.columns("lineitem"))
                .extracting(Column::name, Column::type)
                .contains(
                        tuple("l_orderkey", LakeType.Simple.BIGINT),
                        tuple("l_linenumber", LakeType.Simple.INTEGER),
                        tuple("l_quantity", new LakeType.Decimal(15, 2)),
                        tuple("l_shipdate", LakeType.Simple.DATE),
                        tuple("l_comment", LakeType.Simple.VARCHAR));
        assertThat(TpchDelta.TABLES)
                .allSatisfy(table -> assertThat(TpchDelta.columns(table)).isNotEmpty());
    }
}
