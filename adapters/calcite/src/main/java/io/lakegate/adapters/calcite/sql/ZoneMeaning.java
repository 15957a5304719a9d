package io.lakegate.adapters.calcite.sql;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.TimestampString;

/**
 * Writes the session's zone into each expression whose meaning depends on it: the engine's own zone is UTC, for all sessions. An instant
 * stays the instant that it is; only its text, its date and its parts are those of a zone.
 */
final class ZoneMeaning {
    private static final Set<SqlTypeName> LOCAL = Set.of(SqlTypeName.TIMESTAMP, SqlTypeName.DATE);
    private static final Set<String> LOOK_AT_PARTS = Set.of("TO_CHAR");

    private final ZoneId zone;
    private final RexBuilder rexBuilder;

    /** {@code zone} is the session's. */
    ZoneMeaning(ZoneId zone, RexBuilder rexBuilder) {
        this.zone = zone;
        this.rexBuilder = rexBuilder;
    }

    private boolean utc() {
        return zone.equals(ZoneOffset.UTC);
    }

    /** An instant written as a literal is a time of the zone; the engine has no such literals. */
    RexNode literal(RexLiteral literal) {
        boolean ofZone = isInstant(literal) && literal.getTypeName() != SqlTypeName.TIMESTAMP_TZ;
        TimestampString time = ofZone ? literal.getValueAs(TimestampString.class) : null;
        return time == null
                ? literal
                : instant(
                        rexBuilder.makeTimestampLiteral(time, literal.getType().getPrecision()));
    }

    /** A cast whose operand is rewritten already. */
    RexNode cast(RexCall cast) {
        RexNode from = cast.getOperands().get(0);
        SqlTypeName target = cast.getType().getSqlTypeName();
        if (isInstant(from)) {
            return switch (target) {
                case TIMESTAMP -> utc() ? cast : retyped(cast, local(from));
                case DATE -> utc() ? cast : retyped(cast, local(from));
                case TIME -> retyped(cast, local(from)); // which the engine cannot do in one step
                case CHAR, VARCHAR -> utc() ? cast : ZoneFunctions.text(rexBuilder, cast.getType(), zone, from);
                default -> cast;
            };
        }
        if (utc() || target != SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE) {
            return cast;
        }
        return switch (from.getType().getSqlTypeName()) {
            case TIMESTAMP, DATE -> instant(from);
            case CHAR, VARCHAR -> ZoneFunctions.instantOfText(rexBuilder, cast.getType(), zone, from);
            default -> cast;
        };
    }

    private static RexNode retyped(RexCall cast, RexNode operand) {
        return cast.clone(cast.getType(), List.of(operand));
    }

    /** Any other call whose operands are rewritten already. */
    RexNode call(RexCall call) {
        return now(call).or(() -> read(call)).orElseGet(() -> ofInstants(call));
    }

    /** Functions that read an instant from a text, whose time is one of the zone. */
    private Optional<RexNode> read(RexCall call) {
        if (utc() || !isInstant(call)) {
            return Optional.empty();
        }
        return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "TO_TIMESTAMP", "PARSE_TIMESTAMP" ->
                Optional.of(instant(call.clone(localType(call.getType()), call.getOperands())));
            case "TIMESTAMP" ->
                Optional.of(cast((RexCall) rexBuilder.makeAbstractCast(
                        call.getType(), call.getOperands().get(0), false)));
            default -> Optional.empty();
        };
    }

    private RexNode ofInstants(RexCall call) {
        if (utc() || call.getOperands().stream().noneMatch(ZoneMeaning::isInstant)) {
            return call;
        }
        if (call.isA(SqlKind.COMPARISON)) {
            return with(call, call.getType(), this::instantOfLocal);
        }
        if (looksAtParts(call)) {
            boolean givesInstant = isInstant(call);
            RexNode parts = with(call, givesInstant ? localType(call.getType()) : call.getType(), this::localOfInstant);
            return givesInstant ? instant(parts) : parts;
        }
        return call;
    }

    private Optional<RexNode> now(RexCall call) {
        if (call.getOperator().getName().equalsIgnoreCase("CURRENT_DATETIME")
                && call.getOperands().stream().anyMatch(zone -> SqlTypeUtil.inCharFamily(zone.getType()))) {
            throw FunctionErrors.refused(
                    "CURRENT_DATETIME with a zone", "SET TIME ZONE says in which zone times are meant.");
        }
        return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "CURRENT_TIMESTAMP", "NOW" -> Optional.of(ZoneFunctions.now(rexBuilder, instantType(call.getType())));
            case "LOCALTIMESTAMP", "CURRENT_DATETIME" -> Optional.of(local(instantNow(call)));
            case "CURRENT_DATE", "LOCALTIME", "CURRENT_TIME" ->
                Optional.of(rexBuilder.makeAbstractCast(call.getType(), local(instantNow(call)), false));
            default -> Optional.empty();
        };
    }

    private RexNode instantNow(RexCall call) {
        return ZoneFunctions.now(rexBuilder, instantType(call.getType()));
    }

    /** Whether the value depends on the date or the time that an instant is shown as. */
    private static boolean looksAtParts(RexCall call) {
        return switch (call.getKind()) {
            case EXTRACT ->
                !(call.getOperands().get(0) instanceof RexLiteral unit && unit.getValue() == TimeUnitRange.EPOCH);
            case FLOOR, CEIL -> true;
            case PLUS, MINUS ->
                call.getOperands().stream()
                        .anyMatch(operand -> SqlTypeName.YEAR_INTERVAL_TYPES.contains(
                                operand.getType().getSqlTypeName()));
            default ->
                call.getOperator() instanceof SqlFunction function
                        && (function.getFunctionType() == SqlFunctionCategory.TIMEDATE
                                || LOOK_AT_PARTS.contains(function.getName().toUpperCase(Locale.ROOT)))
                        && !ZoneFunctions.isOurs(function);
        };
    }

    private RexNode with(RexCall call, RelDataType type, UnaryOperator<RexNode> change) {
        return call.clone(type, call.getOperands().stream().map(change).toList());
    }

    private RexNode instantOfLocal(RexNode node) {
        return LOCAL.contains(node.getType().getSqlTypeName()) ? instant(node) : node;
    }

    private RexNode localOfInstant(RexNode node) {
        return isInstant(node) ? local(node) : node;
    }

    /** Casts what a set operation would have the engine cast, where times of the zone meet instants. */
    RelNode inputs(RelNode node) {
        if (utc() || !(node instanceof SetOp)) {
            return node;
        }
        List<RelDataTypeField> wanted = node.getRowType().getFieldList();
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : node.getInputs()) {
            inputs.add(input(input, wanted));
        }
        return node.copy(node.getTraitSet(), inputs);
    }

    private RelNode input(RelNode input, List<RelDataTypeField> wanted) {
        List<RexNode> fields = IntStream.range(0, wanted.size())
                .mapToObj(i -> {
                    RexNode field = rexBuilder.makeInputRef(input, i);
                    return isInstant(wanted.get(i).getType()) ? instantOfLocal(field) : field;
                })
                .toList();
        boolean same = IntStream.range(0, fields.size())
                .allMatch(i -> fields.get(i).equals(rexBuilder.makeInputRef(input, i)));
        return same
                ? input
                : LogicalProject.create(
                        input, List.of(), fields, input.getRowType().getFieldNames(), Set.of());
    }

    private static boolean isInstant(RexNode node) {
        return isInstant(node.getType());
    }

    private static boolean isInstant(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    /** The instant at which clocks of the zone show a time, or a day begins. */
    private RexNode instant(RexNode local) {
        RelDataType type = instantType(local.getType());
        RexNode time = local.getType().getSqlTypeName() == SqlTypeName.DATE
                ? rexBuilder.makeAbstractCast(localType(type), local, false)
                : local;
        return ZoneFunctions.timeZone(rexBuilder, type, zone, time);
    }

    /** What clocks of the zone show at an instant. */
    private RexNode local(RexNode instant) {
        return ZoneFunctions.timeZone(rexBuilder, localType(instant.getType()), zone, instant);
    }

    private RelDataType instantType(RelDataType like) {
        return type(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, like);
    }

    private RelDataType localType(RelDataType like) {
        return type(SqlTypeName.TIMESTAMP, like);
    }

    private RelDataType type(SqlTypeName name, RelDataType like) {
        boolean nanoseconds = like.getSqlTypeName() != SqlTypeName.DATE && like.getPrecision() > 6;
        RelDataType type = rexBuilder.getTypeFactory().createSqlType(name, nanoseconds ? like.getPrecision() : 6);
        return rexBuilder.getTypeFactory().createTypeWithNullability(type, like.isNullable());
    }
}
