package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Filters as expressions of Iceberg's library, which leaves manifests and files out by them. Never stronger than the filter.
 *
 * <p>Here NaN is above every number and equal to itself, as in the engine. Iceberg's bounds say nothing about NaN and its own comparisons
 * never hold for it, so whatever NaN may fulfil is asked for as well; and a negation is pushed down to the comparisons before.
 */
final class FilterExpressions implements Filter.Cases<Expression> {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final Instant FIRST_NANOS = Instant.parse("1678-01-01T00:00:00Z");
    private static final Instant LAST_NANOS = Instant.parse("2262-01-01T00:00:00Z");

    private final Schema schema;
    private final Schema listed;
    private final boolean negated;

    private FilterExpressions(Schema schema, Schema listed, boolean negated) {
        this.schema = schema;
        this.listed = listed;
        this.negated = negated;
    }

    /**
     * The expression.
     *
     * @param schema whose names the filter uses
     * @param listed whose names the expression uses: the schema by which the library lists files, in which a column may have another name
     */
    static Expression of(Filter filter, Schema schema, Schema listed) {
        return filter.match(new FilterExpressions(schema, listed, false));
    }

    /** The column as the expression has to name it; empty where the two schemas do not agree on what it is. */
    private Optional<Types.NestedField> column(ColumnPath path) {
        return Columns.find(schema, path)
                .flatMap(field -> Optional.ofNullable(listed.findField(field.fieldId()))
                        .filter(known -> known.type().typeId() == field.type().typeId())
                        .flatMap(known -> Optional.ofNullable(listed.findColumnName(field.fieldId()))
                                .map(full -> Types.NestedField.from(known)
                                        .withName(full)
                                        .build())));
    }

    private Expression convert(Filter filter) {
        return filter.match(this);
    }

    @Override
    public Expression anything() {
        return Expressions.alwaysTrue();
    }

    @Override
    public Expression compare(Filter.Compare compare) {
        Operator operator = negated ? inverse(compare.operator()) : compare.operator();
        return column(compare.column())
                .flatMap(field -> literal(field.type(), compare.value())
                        .map(literal ->
                                isZero(literal) ? compareZero(field, operator) : compare(field, operator, literal)))
                .orElse(Expressions.alwaysTrue());
    }

    private static Operator inverse(Operator operator) {
        return switch (operator) {
            case EQUAL -> Operator.NOT_EQUAL;
            case NOT_EQUAL -> Operator.EQUAL;
            case LESS -> Operator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Operator.GREATER;
            case GREATER -> Operator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Operator.LESS;
        };
    }

    /** In the engine both zeros are the same, here one is below the other. */
    private static Expression compareZero(Types.NestedField field, Operator operator) {
        return switch (operator) {
            case EQUAL ->
                Expressions.and(
                        Expressions.greaterThanOrEqual(field.name(), -0.0),
                        Expressions.lessThanOrEqual(field.name(), 0.0));
            case NOT_EQUAL -> Expressions.alwaysTrue();
            case LESS, GREATER_OR_EQUAL -> compare(field, operator, -0.0);
            case LESS_OR_EQUAL, GREATER -> compare(field, operator, 0.0);
        };
    }

    private static boolean isZero(Object literal) {
        return (literal instanceof Double || literal instanceof Float) && ((Number) literal).doubleValue() == 0;
    }

    private static Expression compare(Types.NestedField field, Operator operator, Object literal) {
        String column = field.name();
        Expression compared = switch (operator) {
            case EQUAL -> Expressions.equal(column, literal);
            // NULL is neither equal nor not equal, but Iceberg's own "not equal" holds for it; more is never wrong.
            case NOT_EQUAL -> Expressions.notEqual(column, literal);
            case LESS -> Expressions.lessThan(column, literal);
            case LESS_OR_EQUAL -> Expressions.lessThanOrEqual(column, literal);
            case GREATER -> Expressions.greaterThan(column, literal);
            case GREATER_OR_EQUAL -> Expressions.greaterThanOrEqual(column, literal);
        };
        boolean floating =
                field.type().typeId() == Type.TypeID.FLOAT || field.type().typeId() == Type.TypeID.DOUBLE;
        boolean holdsForNan =
                operator == Operator.GREATER || operator == Operator.GREATER_OR_EQUAL || operator == Operator.NOT_EQUAL;
        return floating && holdsForNan ? Expressions.or(compared, Expressions.isNaN(column)) : compared;
    }

    /** The value as Iceberg's expressions take it; empty where the two might not mean the same. */
    private static Optional<Object> literal(Type type, Value value) {
        Object content = value.content().orElse(null);
        if (content == null || value.type() == Simple.UUID || isNaN(content)) {
            return Optional.empty();
        }
        if (content instanceof byte[] bytes) {
            return type.typeId() == Type.TypeID.BINARY ? Optional.of(ByteBuffer.wrap(bytes)) : Optional.empty();
        }
        if (content instanceof LocalDate date) {
            return type.typeId() == Type.TypeID.DATE
                    ? Optional.of(Math.toIntExact(date.toEpochDay()))
                    : Optional.empty();
        }
        return time(type, content);
    }

    private static boolean isNaN(Object content) {
        return (content instanceof Double number && number.isNaN())
                || (content instanceof Float single && single.isNaN());
    }

    private static Optional<Object> time(Type type, Object content) {
        if (content instanceof LocalTime time) {
            return Optional.of(time.toNanoOfDay() / NANOS_PER_MICRO);
        }
        Instant instant = content instanceof LocalDateTime local
                ? local.toInstant(ZoneOffset.UTC)
                : content instanceof Instant known ? known : null;
        if (instant == null) {
            return Optional.of(content);
        }
        // The library takes a number for microseconds, also where the column counts nanoseconds.
        boolean nanos = type.typeId() == Type.TypeID.TIMESTAMP_NANO;
        boolean sayable = instant.getNano() % NANOS_PER_MICRO == 0
                && (!nanos || (instant.isAfter(FIRST_NANOS) && instant.isBefore(LAST_NANOS)));
        try {
            return sayable
                    ? Optional.of(Math.addExact(
                            Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
                            instant.getNano() / NANOS_PER_MICRO))
                    : Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    @Override
    public Expression in(Filter.In in) {
        return in.values().stream()
                .map(value -> compare(new Filter.Compare(in.column(), Operator.EQUAL, value)))
                .reduce(negated ? Expressions::and : Expressions::or)
                .orElse(Expressions.alwaysTrue());
    }

    @Override
    public Expression isNull(Filter.IsNull isNull) {
        return column(isNull.column())
                .map(Types.NestedField::name)
                .<Expression>map(name -> negated ? Expressions.notNull(name) : Expressions.isNull(name))
                .orElse(Expressions.alwaysTrue());
    }

    @Override
    public Expression and(Filter.And and) {
        return and.operands().stream()
                .map(this::convert)
                .reduce(negated ? Expressions::or : Expressions::and)
                .orElse(Expressions.alwaysTrue());
    }

    @Override
    public Expression or(Filter.Or or) {
        return or.operands().stream()
                .map(this::convert)
                .reduce(negated ? Expressions::and : Expressions::or)
                .orElse(Expressions.alwaysTrue());
    }

    @Override
    public Expression not(Filter.Not not) {
        return not.operand().match(new FilterExpressions(schema, listed, !negated));
    }
}
