package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column of a table, or a field inside of one, as it was at one snapshot.
 *
 * @param id the same for all of its life, also in Parquet files
 * @param type as the catalog names it
 * @param initialDefault its value in rows that are older than it, as text; empty for NULL
 * @param children of a struct its fields, of a list its element, of a map its key and value
 */
record Field(
        long id,
        String name,
        String type,
        LakeType lakeType,
        Optional<String> initialDefault,
        Presentation presentation,
        List<Field> children) {
    Field {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        requireNonNull(lakeType, "lakeType");
        requireNonNull(initialDefault, "initialDefault");
        requireNonNull(presentation, "presentation");
        children = List.copyOf(children);
    }

    /** What users are told of a column beside its name and type. */
    record Presentation(boolean nullable, Optional<String> comment) {}

    /** What each of the columns keeps when it is renamed, by its name. */
    static Map<String, String> identities(List<Field> columns) {
        return columns.stream().collect(Collectors.toMap(Field::name, field -> String.valueOf(field.id())));
    }

    Optional<String> comment() {
        return presentation.comment();
    }

    Column column() {
        return new Column(name, lakeType, presentation.nullable(), presentation.comment());
    }

    boolean isVariant() {
        return type.equalsIgnoreCase(DuckLakeTypes.VARIANT);
    }

    boolean isStruct() {
        return lakeType instanceof LakeType.StructOf;
    }

    /** This field and all that are in it. */
    Stream<Field> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Field::all));
    }

    Optional<Field> child(long childId) {
        return children.stream().filter(child -> child.id == childId).findFirst();
    }
}
