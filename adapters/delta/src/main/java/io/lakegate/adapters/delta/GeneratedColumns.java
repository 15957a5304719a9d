package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Partition columns that writers compute from the day of another column, whose values are therefore known to be near that day in the
 * whole partition. Immutable, for any thread.
 *
 * @see "Delta protocol: Generated Columns"
 */
final class GeneratedColumns {
    private static final String NAME = "(`(?:[^`]|``)+`|\\w+)";
    private static final Pattern EXPRESSION = Pattern.compile(
            "\\s*(?:CAST\\s*\\(\\s*" + NAME + "\\s+AS\\s+DATE\\s*\\)|(YEAR|MONTH|DAY|DAYOFMONTH)\\s*\\(\\s*" + NAME
                    + "\\s*\\))\\s*",
            Pattern.CASE_INSENSITIVE);

    /** Before it, writers used different calendars. */
    private static final int FIRST_SURE_YEAR = 1583;

    private static final int LAST_YEAR = 9999;

    private enum Part {
        DATE,
        YEAR,
        MONTH,
        DAY
    }

    /**
     * A partition column that says something of the source's day.
     *
     * @param source the column that it is computed from
     */
    private record Generated(String partition, Part part, DeltaColumn source) {}

    private final List<Generated> generated;

    private GeneratedColumns(List<Generated> generated) {
        this.generated = List.copyOf(generated);
    }

    /** Those of a table; expressions that are not understood are left out. */
    static GeneratedColumns of(List<DeltaColumn> columns, List<DeltaColumn> partitionColumns) {
        List<Generated> generated = new ArrayList<>();
        for (DeltaColumn partition : partitionColumns) {
            Matcher matcher = EXPRESSION.matcher(partition.generation());
            if (matcher.matches()) {
                boolean cast = matcher.group(1) != null;
                String name = name(cast ? matcher.group(1) : matcher.group(3));
                Part part = cast ? Part.DATE : part(matcher.group(2).toUpperCase(Locale.ROOT));
                columns.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .filter(column -> hasDays(column.type()))
                        .filter(column -> partition.type() == (cast ? Simple.DATE : Simple.INTEGER))
                        .findFirst()
                        .ifPresent(source -> generated.add(new Generated(partition.name(), part, source)));
            }
        }
        return new GeneratedColumns(generated);
    }

    private static String name(String written) {
        return written.startsWith("`")
                ? written.substring(1, written.length() - 1).replace("``", "`")
                : written;
    }

    private static Part part(String function) {
        return function.equals("DAYOFMONTH") ? Part.DAY : Part.valueOf(function);
    }

    private static boolean hasDays(LakeType type) {
        return type == Simple.DATE || type == Simple.TIMESTAMP || type == Simple.TIMESTAMP_TZ;
    }

    /** What the values of a partition say about a column. */
    ColumnRange range(Map<String, Value> partition, ColumnPath column) {
        List<Generated> computed = column.isNested()
                ? List.of()
                : generated.stream()
                        .filter(each -> each.source().name().equals(column.column()))
                        .toList();
        if (computed.isEmpty()) {
            return ColumnRange.UNKNOWN;
        }
        Optional<Days> days = value(computed, Part.DATE, partition)
                .map(date -> new Days((LocalDate) date, (LocalDate) date))
                .or(() -> value(computed, Part.YEAR, partition)
                        .flatMap(year -> days(
                                (Integer) year,
                                value(computed, Part.MONTH, partition).map(Integer.class::cast),
                                value(computed, Part.DAY, partition).map(Integer.class::cast))));
        return days.filter(Days::areSure)
                .map(sure -> sure.range(computed.get(0).source().type()))
                .orElse(ColumnRange.UNKNOWN);
    }

    /** Empty for NULL too: what the writer made NULL of is not known. */
    private static Optional<Object> value(List<Generated> computed, Part part, Map<String, Value> partition) {
        return computed.stream()
                .filter(each -> each.part() == part)
                .findFirst()
                .flatMap(each -> Optional.ofNullable(partition.get(each.partition())))
                .flatMap(Value::content);
    }

    private static Optional<Days> days(int year, Optional<Integer> month, Optional<Integer> day) {
        try {
            LocalDate first = LocalDate.of(year, month.orElse(1), month.isPresent() ? day.orElse(1) : 1);
            LocalDate next =
                    month.isEmpty() ? first.plusYears(1) : day.isEmpty() ? first.plusMonths(1) : first.plusDays(1);
            return Optional.of(new Days(first, next.minusDays(1)));
        } catch (DateTimeException e) {
            return Optional.empty(); // no writer's calendar
        }
    }

    /** The days on which all values of the source lie, as the writer's zone sees them. */
    private record Days(LocalDate first, LocalDate last) {
        boolean areSure() {
            return first.getYear() >= FIRST_SURE_YEAR && last.getYear() < LAST_YEAR;
        }

        /** Instants are given a day more on each side: the zone of the writer is not known. */
        ColumnRange range(LakeType type) {
            if (type == Simple.DATE) {
                return range(Value.of(type, first), Value.of(type, last));
            }
            if (type == Simple.TIMESTAMP) {
                return range(
                        Value.of(type, first.atStartOfDay()),
                        Value.of(type, last.plusDays(1).atStartOfDay().minus(1, ChronoUnit.MICROS)));
            }
            return range(
                    Value.of(type, first.minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)),
                    Value.of(type, last.plusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC)));
        }

        private static ColumnRange range(Value lower, Value upper) {
            return new ColumnRange(Optional.of(lower), Optional.of(upper), true, true);
        }
    }
}
