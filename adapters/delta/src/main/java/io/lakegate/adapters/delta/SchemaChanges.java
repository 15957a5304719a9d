package io.lakegate.adapters.delta;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The judgement whether files of one schema can be read as a later one. Columns are compared as files know them, so that a renamed column of
 * a table with column mapping is the same column.
 */
final class SchemaChanges {
    private static final Set<List<Simple>> WIDER = Set.of(
            List.of(Simple.TINYINT, Simple.SMALLINT),
            List.of(Simple.TINYINT, Simple.INTEGER),
            List.of(Simple.TINYINT, Simple.BIGINT),
            List.of(Simple.TINYINT, Simple.DOUBLE),
            List.of(Simple.SMALLINT, Simple.INTEGER),
            List.of(Simple.SMALLINT, Simple.BIGINT),
            List.of(Simple.SMALLINT, Simple.DOUBLE),
            List.of(Simple.INTEGER, Simple.BIGINT),
            List.of(Simple.INTEGER, Simple.DOUBLE),
            List.of(Simple.REAL, Simple.DOUBLE),
            List.of(Simple.DATE, Simple.TIMESTAMP));

    private SchemaChanges() {}

    /**
     * Why files of the older schema cannot be read as the newer one, as a clause; empty when they can.
     *
     * @param mapped whether the newer table has column mapping: then a column that went away left nothing behind that could be taken for
     *     another
     */
    static Optional<String> obstacle(List<DeltaColumn> older, List<DeltaColumn> newer, boolean mapped) {
        for (DeltaColumn old : older) {
            Optional<DeltaColumn> now = newer.stream()
                    .filter(column -> column.physicalName().equals(old.physicalName()))
                    .findFirst();
            Optional<String> obstacle = now.isPresent()
                    ? obstacle(
                            old.name(), old.stored().type(), now.get().stored().type(), mapped)
                    : mapped ? Optional.empty() : gone(old.name());
            if (obstacle.isPresent()) {
                return obstacle;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> gone(String column) {
        return Optional.of("column " + column + " was dropped or renamed");
    }

    private static Optional<String> obstacle(String path, LakeType older, LakeType newer, boolean mapped) {
        if (older.equals(newer) || older == Simple.NULL) { // no file has values of the type that only holds NULL
            return Optional.empty();
        }
        if (older instanceof LakeType.StructOf a && newer instanceof LakeType.StructOf b) {
            return ofFields(path, a, b, mapped);
        }
        if (older instanceof LakeType.ListOf a && newer instanceof LakeType.ListOf b) {
            return obstacle(path + ".element", a.element(), b.element(), mapped);
        }
        if (older instanceof LakeType.MapOf a && newer instanceof LakeType.MapOf b) {
            return obstacle(path + ".key", a.key(), b.key(), mapped)
                    .or(() -> obstacle(path + ".value", a.value(), b.value(), mapped));
        }
        return isWider(older, newer)
                ? Optional.empty()
                : Optional.of("column %s changed its type from %s to %s".formatted(path, older, newer));
    }

    private static Optional<String> ofFields(
            String path, LakeType.StructOf older, LakeType.StructOf newer, boolean mapped) {
        for (Column old : older.fields()) {
            Optional<Column> now = newer.fields().stream()
                    .filter(field -> field.name().equals(old.name()))
                    .findFirst();
            String field = path + "." + old.name();
            Optional<String> obstacle = now.isPresent()
                    ? obstacle(field, old.type(), now.get().type(), mapped)
                    : mapped ? Optional.empty() : gone(field);
            if (obstacle.isPresent()) {
                return obstacle;
            }
        }
        return Optional.empty();
    }

    private static boolean isWider(LakeType older, LakeType newer) {
        if (newer instanceof LakeType.Decimal wide) {
            int wholeDigits = wide.precision() - wide.scale();
            if (older instanceof LakeType.Decimal narrow) {
                return wide.scale() >= narrow.scale() && wholeDigits >= narrow.precision() - narrow.scale();
            }
            boolean upToInteger = older == Simple.TINYINT || older == Simple.SMALLINT || older == Simple.INTEGER;
            return upToInteger ? wholeDigits >= 10 : older == Simple.BIGINT && wholeDigits >= 20;
        }
        return older instanceof Simple from && newer instanceof Simple to && WIDER.contains(List.of(from, to));
    }
}
