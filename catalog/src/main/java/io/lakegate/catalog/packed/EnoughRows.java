package io.lakegate.catalog.packed;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.ValueOrder;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FirstRows;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Finds the first value in an order up to which enough rows are proven to come, out of the bounds of files. It keeps the files that prove it, which are few,
 * and looks at each other once. For one thread.
 */
public final class EnoughRows {
    /** More files than this, which only a great many rows need, are not kept: nothing is proven then. */
    private static final int MOST_FILES = 100_000;

    private final FirstRows wanted;
    private final LakeType type;
    private final boolean ordered;
    private final Optional<LongCode> code;
    private final PriorityQueue<Proof> last;
    private long rows;
    private boolean tooMany;

    /**
     * Some rows that come no later than those with a value.
     *
     * @param key stands for the value, the less the earlier, where values have numbers
     */
    private record Proof(long key, Value value, long rows) {}

    /** How many rows of a file fulfil the statement's condition, at least; 0 where that is not known. */
    public interface Rows {
        /** {@code file} is its place in the bounds. */
        long of(int file);
    }

    /** {@code type} is the column's. */
    public EnoughRows(FirstRows wanted, LakeType type) {
        this.wanted = requireNonNull(wanted, "wanted");
        this.type = requireNonNull(type, "type");
        this.code = LongCode.of(type);
        this.ordered = isOrdered(type);
        Comparator<Proof> latest = code.isPresent()
                ? Comparator.comparingLong(Proof::key).reversed()
                : (a, b) -> later(a.value(), b.value());
        this.last = new PriorityQueue<>(latest);
    }

    /** Whether values of a type have the order here that they have in the engine. Not floating point numbers: bounds leave NaN out. */
    private static boolean isOrdered(LakeType type) {
        if (type instanceof LakeType.Decimal) {
            return true;
        }
        return type instanceof LakeType.Simple simple
                && switch (simple) {
                    case BOOLEAN,
                            TINYINT,
                            SMALLINT,
                            INTEGER,
                            BIGINT,
                            VARCHAR,
                            VARBINARY,
                            DATE,
                            TIME,
                            TIMESTAMP,
                            TIMESTAMP_NS,
                            TIMESTAMP_TZ,
                            TIMESTAMP_TZ_NS -> true;
                    case REAL, DOUBLE, UUID, INTERVAL, NULL -> false;
                };
    }

    /** Whether there is any sense in looking at files. */
    public boolean isPossible() {
        return ordered;
    }

    /** Below zero where the first of two values comes later in the order. */
    private int later(Value a, Value b) {
        int order = ValueOrder.compare(a, b).orElse(0);
        return wanted.descending() ? order : -order;
    }

    /** Takes rows that have a value, or come before it. */
    public void add(Value value, long proven) {
        if (!ordered || proven <= 0 || value.isNull() || !value.type().equals(type)) {
            return;
        }
        long key = 0;
        if (code.isPresent()) {
            try {
                key = key(code.get().encode(value.content().orElseThrow()));
            } catch (ArithmeticException e) {
                return;
            }
        }
        take(new Proof(key, value, proven));
    }

    private long key(long number) {
        return wanted.descending() ? ~number : number;
    }

    private void take(Proof proof) {
        if (tooMany || (isEnough() && !comesBefore(proof, last.element()))) {
            return;
        }
        last.add(proof);
        rows = rows + proof.rows() < 0 ? Long.MAX_VALUE : rows + proof.rows();
        while (rows != Long.MAX_VALUE && rows - last.element().rows() >= wanted.rows()) {
            rows -= last.remove().rows();
        }
        tooMany = last.size() > MOST_FILES;
    }

    private boolean comesBefore(Proof proof, Proof other) {
        return code.isPresent() ? proof.key() < other.key() : later(proof.value(), other.value()) > 0;
    }

    private boolean isEnough() {
        return rows >= wanted.rows();
    }

    /**
     * Takes files. Those whose bound does not help are not asked for their rows.
     *
     * @param bounds of the column, from which no upper bound is missing that is to be believed
     * @param from the first of the files, and {@code to} the one behind the last
     */
    public void addAll(ColumnBounds bounds, int from, int to, Rows proven) {
        if (!ordered || tooMany || !bounds.type().equals(type)) {
            return;
        }
        if (bounds.code().isPresent()) {
            addNumbers(bounds, from, to, proven);
            return;
        }
        Optional<PackedTexts> texts = type != LakeType.Simple.VARCHAR
                ? Optional.empty()
                : wanted.descending() ? bounds.lowerTexts() : bounds.upperTexts();
        byte[] latest = new byte[0];
        Optional<Value> latestValue = Optional.empty();
        for (int i = 0; i < to - from; i++) {
            int file = place(from, to, i);
            if (!isBounded(bounds.flags(file))) {
                continue;
            }
            if (texts.isPresent() && isEnough()) {
                Optional<Value> now = value();
                if (!now.equals(latestValue)) {
                    latestValue = now;
                    latest = now.flatMap(Value::content)
                            .map(String.class::cast)
                            .orElse("")
                            .getBytes(StandardCharsets.UTF_8);
                }
                int order = texts.get().compare(file, latest);
                if (wanted.descending() ? order <= 0 : order >= 0) {
                    continue;
                }
            }
            add(bounds, file, proven);
        }
    }

    private void addNumbers(ColumnBounds bounds, int from, int to, Rows proven) {
        long[] numbers = wanted.descending() ? bounds.lowerNumbers() : bounds.upperNumbers();
        for (int i = 0; i < to - from && !tooMany; i++) {
            int file = place(from, to, i);
            boolean late = isEnough() && key(numbers[file]) >= last.element().key();
            if (!late && isBounded(bounds.flags(file))) {
                add(bounds, file, proven);
            }
        }
    }

    /** The files of a table that is in the order of the column are best taken in the order that is asked for. */
    private int place(int from, int to, int number) {
        return wanted.descending() ? to - 1 - number : from + number;
    }

    private boolean isBounded(int flags) {
        int bound = wanted.descending() ? ColumnBounds.LOWER : ColumnBounds.UPPER;
        return (flags & bound) != 0 && (flags & ColumnBounds.NO_VALUE) == 0;
    }

    private void add(ColumnBounds bounds, int file, Rows proven) {
        long nulls = wanted.nullsFirst() ? 0 : bounds.nulls(file);
        Optional<Value> bound = wanted.descending()
                ? bounds.range(file).lower()
                : bounds.range(file).upper();
        if (nulls >= 0 && bound.isPresent()) {
            long all = proven.of(file);
            add(bound.get(), all - Math.min(nulls, all));
        }
    }

    /** The value; empty where not enough rows are proven. */
    public Optional<Value> value() {
        return tooMany || !isEnough()
                ? Optional.empty()
                : Optional.of(last.element().value());
    }
}
