package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.BoundStatement;
import io.lakegate.adapters.calcite.KeysFirst;
import io.lakegate.adapters.calcite.StatementPlan;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Reader;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one statement are had: known without looking, counted by metadata, kept from an earlier time, or made by the engine.
 *
 * @param kept what the statement is known by among kept answers; empty where it must be run
 */
record Answering(QueryEngine engine, ResultCache results, Optional<StatementKey> kept) {
    Answering {
        requireNonNull(engine, "engine");
        requireNonNull(results, "results");
        requireNonNull(kept, "kept");
    }

    /** The rows of a plan over its tables. Who chooses a reader wants the rows to be read. */
    EngineStatement rows(StatementPlan plan, TablePins pins, List<Value> values, Reading reading) {
        Reader reader = reading.reader();
        Optional<@Nullable Object[]> known = plan.constantRow().or(() -> plan.summaryRow(pins, values, reader));
        if (known.isPresent()) {
            return ListedRows.ofArrays(plan.columns(), () -> List.<@Nullable Object[]>of(known.get()));
        }
        Supplier<CountedStatement> run = () -> {
            BoundStatement bound = plan.bind(pins, values, reader);
            Optional<KeysFirst> keys = reading.keysFirst() ? plan.keysFirst(bound, values, reader) : Optional.empty();
            if (keys.isPresent()) {
                KeyedStatement keyed = new KeyedStatement(engine, bound, keys.get());
                return CountedStatement.of(keyed, keyed::files);
            }
            FilesRead files = FilesRead.of(bound.query());
            return CountedStatement.of(engine.prepare(bound.query()), () -> files);
        };
        return kept.filter(key -> reader == Reader.AUTO && results.keepsAny())
                .flatMap(key -> plan.answerKey(pins, values).map(asked -> new ResultCache.Key(key, asked)))
                .<EngineStatement>map(key -> results.answer(
                        key,
                        plan.columns(),
                        run,
                        () -> plan.answerKey(pins, values)
                                .filter(key.asked()::equals)
                                .isPresent()))
                .orElseGet(run);
    }
}
