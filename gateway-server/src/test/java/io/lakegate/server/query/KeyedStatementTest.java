package io.lakegate.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.calcite.BoundStatement;
import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.KeysFirst;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.adapters.calcite.StatementPlan;
import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.duckdb.DuckDbEngine;
import io.lakegate.adapters.duckdb.EngineSettings;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a statement does before which others run for keys: what it reads then, when it is not tried, and how it ends. */
class KeyedStatementTest {
    private static final int FILES = 20;
    private static final String USEFUL = "SELECT sum(f.n) FROM fact f JOIN dim d ON f.k = d.k WHERE d.name = 'x'";
    private static final String USELESS = "SELECT sum(f.n) FROM fact f JOIN dim d ON f.n = d.k WHERE d.name = 'x'";

    @TempDir
    private Path folder;

    private QueryEngine engine;
    private TablePins pins;

    @BeforeEach
    void start() {
        Path lake = folder.resolve("lake");
        DeltaTableWriter fact = DeltaTableWriter.create(
                lake.resolve("fact"), List.of(new Column("k", Simple.INTEGER), new Column("n", Simple.BIGINT)));
        for (int file = 0; file < FILES; file++) {
            int k = file;
            fact.append(IntStream.range(0, 20)
                    .mapToObj(n -> new Object[] {k, (long) n})
                    .toList());
        }
        DeltaTableWriter.create(
                        lake.resolve("dim"),
                        List.of(new Column("k", Simple.INTEGER), new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {2, "x"}, new Object[] {4, "x"}, new Object[] {9, "y"}));
        engine =
                DuckDbEngine.start(new EngineSettings(OptionalLong.empty(), 2, folder.resolve("spill"), List.of(lake)));
        pins = new TablePins(new Catalogs(List.of(
                new DeltaCatalog("lake", new DeltaSource(Optional.of(Location.parse(lake.toString())), List.of())))));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private StatementPlan plan(String sql) {
        SqlFrontEnd frontEnd = new SqlFrontEnd();
        DefaultNames names = DefaultNames.NONE.at(Optional.of("lake"), Optional.of("default"));
        return frontEnd.plan((Statement.Query) frontEnd.parse(sql), names, pins, ParameterSource.NONE)
                .plan();
    }

    private Optional<KeyedStatement> keyed(StatementPlan plan) {
        BoundStatement bound = plan.bind(pins, List.of(), Reader.AUTO);
        Optional<KeysFirst> keys = plan.keysFirst(bound, List.of(), Reader.AUTO);
        return keys.map(known -> new KeyedStatement(engine, bound, known));
    }

    private static Object only(KeyedStatement statement) {
        try (statement;
                Rows rows = statement.run()) {
            RowBatch batch = rows.next(10).orElseThrow();
            assertThat(batch.rowCount()).isEqualTo(1);
            return String.valueOf(batch.value(0, 0));
        }
    }

    @Test
    void itReadsFewerFilesThanItWouldHave() {
        KeyedStatement statement = keyed(plan(USEFUL)).orElseThrow();

        assertThat(statement.files().read()).isEqualTo(FILES + 1);
        assertThat(only(statement)).isEqualTo("380");
        assertThat(statement.files().read()).isEqualTo(2 + 1);
        assertThat(statement.files().skipped()).isEqualTo(FILES - 2);
    }

    @Test
    void keysThatWereOfNoUseAreAskedForAgainAfterAWhile() {
        StatementPlan useless = plan(USELESS);
        assertThat(only(keyed(useless).orElseThrow())).isEqualTo("120");
        int rests = 0;
        while (keyed(useless).isEmpty() && rests < 1_000) {
            rests++;
        }
        assertThat(rests).isEqualTo(20);
        StatementPlan useful = plan(USEFUL);
        for (int run = 0; run < 3; run++) {
            assertThat(only(keyed(useful).orElseThrow())).isEqualTo("380");
        }
    }

    @Test
    void aCancelThatComesFirstEndsItAtTheKeys() {
        KeyedStatement statement = keyed(plan(USEFUL)).orElseThrow();
        statement.cancel();

        assertThatThrownBy(statement::run)
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELED));
        assertThat(statement.files().read())
                .as("it did not come to its own files")
                .isEqualTo(FILES + 1);
        statement.close();
    }

    @Test
    void aStatementThatNothingWouldLeaveOutIsNotKeyed() {
        assertThat(keyed(plan("SELECT sum(f.n) FROM fact f LEFT JOIN dim d ON f.k = d.k AND d.name = 'x'")))
                .isEmpty();
        assertThat(keyed(plan("SELECT sum(f.n) FROM fact f JOIN dim d ON f.k = d.k WHERE d.name = 'x' AND f.k < 10")))
                .as("ten files are read at once")
                .isEmpty();
        assertThat(keyed(plan("SELECT count(*) FROM dim d JOIN fact f ON f.k = d.k WHERE f.n = 3")))
                .as("the other side is larger")
                .isEmpty();
    }
}
