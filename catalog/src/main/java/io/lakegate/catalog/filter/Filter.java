package io.lakegate.catalog.filter;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Value;
import java.util.List;

/**
 * A condition on the columns of one table, as far as it can help to drop files. It is never stronger than the condition of the
 * statement: what cannot be said here is {@link #ANYTHING}. The engine applies the whole condition again.
 *
 * <p>Evaluated with SQL's three-valued logic: a row is wanted only where the condition is true, not where it is unknown.
 */
public sealed interface Filter {
    /** The condition that says nothing: true for every row. */
    Filter ANYTHING = new Anything();

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(Cases<R> cases);

    /** One function for each kind of filter. */
    interface Cases<R> {
        R anything();

        R compare(Compare compare);

        R in(In in);

        R isNull(IsNull isNull);

        R and(And and);

        R or(Or or);

        R not(Not not);
    }

    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    record Anything() implements Filter {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.anything();
        }
    }

    /** {@code column operator value}; the value has the column's type and is not NULL. */
    record Compare(ColumnPath column, Operator operator, Value value) implements Filter {
        public Compare(String column, Operator operator, Value value) {
            this(ColumnPath.of(column), operator, value);
        }

        public Compare {
            requireNonNull(column, "column");
            requireNonNull(operator, "operator");
            if (value.isNull()) {
                throw new IllegalArgumentException("a comparison with NULL is never true; it is no filter");
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.compare(this);
        }
    }

    /** {@code column IN (values)}; no value is NULL, and there is at least one. */
    record In(ColumnPath column, List<Value> values) implements Filter {
        public In(String column, List<Value> values) {
            this(ColumnPath.of(column), values);
        }

        public In {
            requireNonNull(column, "column");
            values = List.copyOf(values);
            if (values.isEmpty() || values.stream().anyMatch(Value::isNull)) {
                throw new IllegalArgumentException("IN needs values that are not NULL, got: " + values);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.in(this);
        }
    }

    /** {@code column IS NULL}. */
    record IsNull(ColumnPath column) implements Filter {
        public IsNull(String column) {
            this(ColumnPath.of(column));
        }

        public IsNull {
            requireNonNull(column, "column");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.isNull(this);
        }
    }

    record And(List<Filter> operands) implements Filter {
        public And {
            operands = List.copyOf(operands);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.and(this);
        }
    }

    record Or(List<Filter> operands) implements Filter {
        public Or {
            operands = List.copyOf(operands);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.or(this);
        }
    }

    /** Negation. Only built over filters that say exactly what the statement says: {@code NOT ANYTHING} would be a lie. */
    record Not(Filter operand) implements Filter {
        public Not {
            requireNonNull(operand, "operand");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.not(this);
        }
    }
}
