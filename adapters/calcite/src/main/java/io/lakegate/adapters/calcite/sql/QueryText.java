package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.plan.LakeScan;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;

/**
 * The text of a statement in DuckDB's dialect, with gaps for its scans.
 *
 * @param pieces the text around the scans, one more than there are scans
 * @param scans in the order of the gaps
 * @param parameters which of the statement's parameters {@code $1}, {@code $2} and so on of the text are, from 0
 * @param shared the scans that stand for others too, since their part of the statement stands in it more than once and is written once
 */
public record QueryText(List<String> pieces, List<LakeScan> scans, List<Integer> parameters, Set<LakeScan> shared) {
    public QueryText {
        shared = Set.copyOf(shared);
        parameters = List.copyOf(parameters);
        pieces = List.copyOf(pieces);
        scans = List.copyOf(scans);
        if (pieces.size() != scans.size() + 1) {
            throw new IllegalArgumentException(
                    "%d pieces do not surround %d scans".formatted(pieces.size(), scans.size()));
        }
    }

    /**
     * Writes a tree whose leaves are {@link LakeScan}s or constants.
     *
     * @param zone the session's; {@link java.time.ZoneOffset#UTC} is the engine's own
     * @param parameterTypes types of the statement's parameters, as the engine names them
     */
    public static QueryText of(RelNode root, ZoneId zone, List<String> parameterTypes) {
        StatementText text = new StatementText(parameterTypes);
        RelNode meant = EngineMeaning.of(root, zone);
        new QueryWriter(text, SharedParts.of(meant)).statement(meant);
        return text.done();
    }
}
