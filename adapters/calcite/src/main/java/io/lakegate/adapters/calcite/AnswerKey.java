package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;

/**
 * All that the answer of a statement follows from, beside what its session has chosen: statements with equal keys have the same answer. Holds no table.
 *
 * @param text the engine's, in pieces, between which the tables are read; what one may see of a table is in it
 * @param columns of the answer
 * @param read the tables, in the order in which they are read
 * @param values of parameters
 */
public record AnswerKey(List<String> text, List<Column> columns, List<Read> read, List<Value> values) {
    /**
     * A table that is read.
     *
     * @param content its {@linkplain PinnedTable#contentKey key}
     */
    public record Read(TableName name, long version, Object content) {
        public Read {
            requireNonNull(name, "name");
            requireNonNull(content, "content");
        }
    }

    public AnswerKey {
        text = List.copyOf(text);
        columns = List.copyOf(columns);
        read = List.copyOf(read);
        values = List.copyOf(values);
    }

    /** How much memory it takes, roughly, in bytes. */
    public long weight() {
        return 1_000
                + text.stream().mapToLong(piece -> 2L * piece.length()).sum()
                + 100L * columns.size()
                + 1_000L * read.size()
                + values.stream().mapToLong(AnswerKey::weight).sum();
    }

    private static long weight(Value value) {
        return 100
                + value.content()
                        .map(content -> 2L * content.toString().length())
                        .orElse(0L);
    }
}
