package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.ResultShape;
import io.lakegate.adapters.calcite.StatementPlan;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.RestrictedTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A statement that is ready to run.
 *
 * @param shape of its rows; without columns for a statement that only changes the session
 * @param parameters types of its parameters, in order
 * @param newState what the session becomes, for a statement that changes it and gives no rows
 * @param reads the tables that it reads
 * @param effect what is done before the session changes; nothing for most statements
 * @param open makes it run with the values of its parameters; called by a worker, since it may read metadata
 */
public record Prepared(
        ResultShape shape,
        List<LakeType> parameters,
        Optional<SessionState> newState,
        Function<List<Value>, EngineStatement> open,
        Reads reads,
        Runnable effect) {
    /**
     * What a statement reads.
     *
     * @param tables with their versions, for people to read
     * @param policies the rules of access around these, for the operator to read
     * @param rerun by which it can be run again; empty where that makes no sense
     */
    record Reads(List<String> tables, List<String> policies, Optional<Rerun> rerun) {
        static final Reads NOTHING = new Reads(List.of(), List.of(), Optional.empty());

        Reads {
            tables = List.copyOf(tables);
            policies = List.copyOf(policies);
            requireNonNull(rerun, "rerun");
        }
    }

    public Prepared {
        requireNonNull(shape, "shape");
        parameters = List.copyOf(parameters);
        requireNonNull(newState, "newState");
        requireNonNull(open, "open");
        requireNonNull(reads, "reads");
        requireNonNull(effect, "effect");
    }

    /** A statement that does nothing but give rows, or change the session. */
    Prepared(
            List<Column> columns,
            List<LakeType> parameters,
            Optional<SessionState> newState,
            Function<List<Value>, EngineStatement> open) {
        this(ResultShape.of(columns), parameters, newState, open, Reads.NOTHING, () -> {});
    }

    /** Names and types of its rows; none for one that only changes the session. */
    public List<Column> columns() {
        return shape.columns();
    }

    /** A query, whose tables are {@code pins}. */
    static Prepared of(StatementPlan plan, TablePins pins, Answering answering, Reading reading) {
        return new Prepared(
                plan.shape(),
                plan.parameters(),
                Optional.empty(),
                bound -> answering.rows(plan, pins, bound, reading),
                new Reads(
                        pins.pins().stream()
                                .map(table -> table.name() + "@" + table.version())
                                .toList(),
                        pins.pins().stream()
                                .flatMap(table -> table instanceof RestrictedTable part
                                        ? part.restriction().sources().stream()
                                        : Stream.empty())
                                .distinct()
                                .toList(),
                        Optional.empty()),
                () -> {});
    }

    /** The same, which can be run again: a query with the tables that it reads. */
    Prepared from(String sql, SessionState state, TablePins pins) {
        Rerun rerun = new Rerun(sql, state.alone(), pins.recorded(), List.of());
        return new Prepared(
                shape,
                parameters,
                newState,
                open,
                new Reads(reads.tables(), reads.policies(), Optional.of(rerun)),
                effect);
    }

    /** The same with the values of its parameters, and so without any. */
    Prepared with(List<Value> values) {
        return new Prepared(
                shape,
                List.of(),
                newState,
                bound -> open.apply(values),
                new Reads(reads.tables(), reads.policies(), reads.rerun().map(rerun -> rerun.with(values))),
                effect);
    }

    static Prepared rows(List<Column> columns, Function<List<Value>, EngineStatement> open) {
        return new Prepared(columns, List.of(), Optional.empty(), open);
    }

    static Prepared change(SessionState newState) {
        return change(newState, () -> {});
    }

    static Prepared change(SessionState newState, Runnable effect) {
        return new Prepared(
                ResultShape.of(List.of()),
                List.of(),
                Optional.of(newState),
                values -> {
                    throw new IllegalStateException("a statement that changes the session has no rows");
                },
                Reads.NOTHING,
                effect);
    }

    /** Fails with {@link ErrorCode#PARAMETER_COUNT} unless there are as many values as parameters. */
    public void requireParameters(int given) {
        int wanted = parameters.size();
        if (given != wanted) {
            throw new GatewayException(
                    ErrorCode.PARAMETER_COUNT,
                    "The statement has %d parameter%s, but %d value%s given. Set each parameter once before executing."
                            .formatted(wanted, wanted == 1 ? "" : "s", given, given == 1 ? " was" : "s were"));
        }
    }
}
