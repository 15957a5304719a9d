package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The types in which a statement hands its values to the driver, where these are not its own.
 *
 * <p>duckdb_jdbc gives instants in the zone of this JVM and errs by an hour around a clock change, and by days before 1582 with its other
 * call; of local times only those that do not pass through {@code java.sql.Timestamp} are right. So an instant is handed over as the local
 * time in UTC, and times inside of nested values as texts.
 */
final class DeliveredTypes {
    private static final Set<Simple> TIMES =
            EnumSet.of(Simple.TIMESTAMP, Simple.TIMESTAMP_TZ, Simple.TIMESTAMP_NS, Simple.TIMESTAMP_TZ_NS);

    private DeliveredTypes() {}

    /** The statement, or one around it that casts the columns that need it; the order of rows stays. */
    static String wrap(String statement, List<Column> columns) {
        if (columns.stream().allMatch(column -> delivered(column.type()).equals(column.type()))) {
            return statement;
        }
        List<String> names = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (Column column : columns) {
            String name = "c" + names.size();
            LakeType delivered = delivered(column.type());
            names.add(name);
            items.add(
                    delivered.equals(column.type())
                            ? name
                            : "CAST(" + name + " AS " + DuckDbTypes.name(delivered) + ")");
        }
        return "SELECT " + String.join(", ", items) + " FROM (" + statement + ") AS lakegate_result("
                + String.join(", ", names) + ")";
    }

    /** The type in which values of {@code type} are handed over. */
    static LakeType delivered(LakeType type) {
        if (type == Simple.TIMESTAMP_TZ_NS) {
            return Simple.TIMESTAMP_NS;
        }
        return type == Simple.TIMESTAMP_TZ ? Simple.TIMESTAMP : type.isNested() ? nested(type) : type;
    }

    private static LakeType nested(LakeType type) {
        return type.match(
                simple -> TIMES.contains(simple) ? Simple.VARCHAR : simple,
                decimal -> decimal,
                list -> new LakeType.ListOf(nested(list.element())),
                map -> new LakeType.MapOf(nested(map.key()), nested(map.value())),
                struct -> new LakeType.StructOf(struct.fields().stream()
                        .map(field -> new Column(field.name(), nested(field.type()), field.nullable(), field.comment()))
                        .toList()));
    }
}
