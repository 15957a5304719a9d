package io.lakegate.server.access;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.Restriction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is taken from one table for one identity.
 *
 * @param allowed columns, of which each has to be one
 * @param denied columns, of which each may be none
 * @param masks the first that fits a column counts
 */
record TableRestriction(List<Glob> allowed, List<Glob> denied, List<Mask> masks, List<Condition> conditions)
        implements Restriction {
    /** What a row has to fulfil; {@code source} is where the file has it. */
    record Condition(String sql, String source) {
        Condition {
            requireNonNull(sql, "sql");
            requireNonNull(source, "source");
        }
    }

    /** What is seen in the place of columns. */
    record Mask(List<Glob> columns, String sql, String source) {
        Mask {
            requireNonNull(source, "source");
            columns = List.copyOf(columns);
            requireNonNull(sql, "sql");
        }
    }

    TableRestriction {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        masks = List.copyOf(masks);
        conditions = List.copyOf(conditions);
    }

    /** Whether nothing is taken. */
    boolean isNothing() {
        return !concernsColumns() && conditions.isEmpty();
    }

    @Override
    public boolean shows(String column) {
        return matches(allowed, column) && !matches(denied, column);
    }

    @Override
    public Optional<String> mask(String column) {
        return masks.stream()
                .filter(mask -> matches(mask.columns(), column))
                .findFirst()
                .map(Mask::sql);
    }

    @Override
    public List<String> rows() {
        return conditions.stream().map(Condition::sql).toList();
    }

    @Override
    public List<String> sources() {
        return Stream.concat(
                        conditions.stream().map(Condition::source),
                        masks.stream().map(Mask::source))
                .toList();
    }

    @Override
    public boolean concernsColumns() {
        return allowed.stream().noneMatch(Glob::isAll) || !denied.isEmpty() || !masks.isEmpty();
    }

    private static boolean matches(List<Glob> columns, String column) {
        return columns.stream().anyMatch(glob -> glob.matches(column));
    }
}
