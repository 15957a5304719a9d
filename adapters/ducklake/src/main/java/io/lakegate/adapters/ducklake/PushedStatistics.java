package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.Dialect;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a filter that the catalog's database can judge by bounds, so that of a million files only those travel that may match. What it
 * leaves is judged again, with all that is known; what its texts do not let it compare, it leaves.
 */
final class PushedStatistics {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final List<Field> fields;
    private final List<ColumnRow> rows;
    private final Dialect dialect;
    private final List<Bound> bounds = new ArrayList<>();

    /** Rows of files are wanted whose value is at least, or at most, a value. */
    private record Bound(Field field, boolean least, Value value) {}

    private PushedStatistics(List<Field> fields, List<ColumnRow> rows, Dialect dialect) {
        this.fields = fields;
        this.rows = rows;
        this.dialect = dialect;
    }

    /**
     * The condition on data files {@code f}; empty where there is nothing to push.
     *
     * @param statistics the name of the table that has them, for FROM
     */
    static Optional<String> condition(
            Filter filter, List<Field> fields, List<ColumnRow> rows, Dialect dialect, String statistics, long table) {
        PushedStatistics pushed = new PushedStatistics(fields, rows, dialect);
        pushed.collect(filter);
        Map<Long, List<String>> outside = new LinkedHashMap<>();
        for (Bound bound : pushed.bounds) {
            pushed.outside(bound)
                    .ifPresent(sql -> outside.computeIfAbsent(bound.field.id(), id -> new ArrayList<>())
                            .add(sql));
        }
        List<String> conditions = new ArrayList<>();
        outside.forEach((column, sql) -> conditions.add(
                "NOT EXISTS (SELECT 1 FROM %s s WHERE s.data_file_id = f.data_file_id AND s.table_id = %d AND s.column_id = %d AND (%s))"
                        .formatted(statistics, table, column, String.join(" OR ", sql))));
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", conditions));
    }

    private void collect(Filter filter) {
        if (filter instanceof Filter.And and) {
            and.operands().forEach(this::collect);
        } else if (filter instanceof Filter.Compare compare) {
            field(compare.column()).ifPresent(field -> {
                switch (compare.operator()) {
                    case EQUAL -> {
                        bounds.add(new Bound(field, true, compare.value()));
                        bounds.add(new Bound(field, false, compare.value()));
                    }
                    case GREATER, GREATER_OR_EQUAL -> bounds.add(new Bound(field, true, compare.value()));
                    case LESS, LESS_OR_EQUAL -> bounds.add(new Bound(field, false, compare.value()));
                    default -> {} // bounds say nothing of it
                }
            });
        }
    }

    /** Of columns whose type changed, only of numbers: their texts mean the same in each. */
    private Optional<Field> field(ColumnPath path) {
        return fields.stream()
                .filter(field -> !path.isNested() && field.name().equals(path.column()))
                .filter(field -> isWhole(field)
                        || rows.stream()
                                .allMatch(row ->
                                        row.id() != field.id() || row.type().equals(field.type())))
                .findFirst();
    }

    private static boolean isWhole(Field field) {
        return field.lakeType() == Simple.TINYINT
                || field.lakeType() == Simple.SMALLINT
                || field.lakeType() == Simple.INTEGER
                || field.lakeType() == Simple.BIGINT;
    }

    /** That all values of a file are on the other side of a value; NULL where its text cannot be compared. */
    private Optional<String> outside(Bound bound) {
        String text = "s." + (bound.least ? "max_value" : "min_value");
        String sign = bound.least ? "<" : ">";
        if (bound.value.isNull()) {
            return Optional.empty();
        }
        Object asked = bound.value.content().orElseThrow();
        if (isWhole(bound.field)
                && (asked instanceof Byte
                        || asked instanceof Short
                        || asked instanceof Integer
                        || asked instanceof Long)) {
            return Optional.of("%s %s %d".formatted(dialect.wholeNumber(text), sign, ((Number) asked).longValue()));
        }
        if (bound.field.lakeType() == Simple.DATE && asked instanceof LocalDate date && isPlain(date)) {
            return Optional.of("%s %s '%s'".formatted(dialect.dateText(text), sign, date));
        }
        if (bound.field.lakeType() == Simple.TIMESTAMP
                && asked instanceof LocalDateTime time
                && isPlain(time.toLocalDate())) {
            // Of texts for one time the shorter is the lesser, so that this is right however many digits they have.
            String shown = bound.least ? text(time) : TIME.format(time);
            return Optional.of("%s %s '%s'".formatted(dialect.timeText(text), sign, shown));
        }
        return Optional.empty();
    }

    /** The least text of a time. */
    private static String text(LocalDateTime time) {
        return TIME.format(time).replaceFirst("\\.?0*$", "");
    }

    private static boolean isPlain(LocalDate date) {
        return date.getYear() >= 1000 && date.getYear() <= 9999;
    }
}
