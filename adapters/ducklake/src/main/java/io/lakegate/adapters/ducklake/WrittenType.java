package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A column's type with the names that its nested fields have where they were written. A field that was not written has a name that nothing
 * else has, and its default.
 */
record WrittenType(LakeType type, Written written) {
    private static final String ABSENT = "lakegate_absent_";

    /** Finds out how a field was written. */
    interface Names {
        /** The name of a field of a struct, and what is in it; empty when it was not written. */
        Optional<Named> child(Field field);

        /** The name of some field that was written, if there is one. */
        Optional<String> any();
    }

    /** Names that are those of the table. */
    static final Names SAME = new Names() {
        @Override
        public Optional<Named> child(Field field) {
            return Optional.of(new Named(field.name(), SAME));
        }

        @Override
        public Optional<String> any() {
            return Optional.empty();
        }
    };

    /** Names of the columns of a file. */
    static Names of(FileField written) {
        return new Names() {
            @Override
            public Optional<Named> child(Field field) {
                return written.inside(field.id()).map(found -> new Named(found.name(), of(found)));
            }

            @Override
            public Optional<String> any() {
                return written.children().stream().map(FileField::name).findFirst();
            }
        };
    }

    /** Names that a column had at another time. */
    static Names of(Field written) {
        return new Names() {
            @Override
            public Optional<Named> child(Field field) {
                return written.child(field.id()).map(found -> new Named(found.name(), of(found)));
            }

            @Override
            public Optional<String> any() {
                return written.children().stream().map(Field::name).findFirst();
            }
        };
    }

    record Named(String name, Names inside) {}

    static WrittenType of(TableName table, Field column, Names names) {
        Map<String, Value> absent = new LinkedHashMap<>();
        LakeType type = type(table, column, names, absent);
        return new WrittenType(type, new Written(absent, column.isVariant()));
    }

    private static LakeType type(TableName table, Field field, Names names, Map<String, Value> absent) {
        if (field.lakeType() instanceof LakeType.StructOf) {
            return struct(table, field, names, absent);
        }
        List<LakeType> children = new ArrayList<>();
        for (Field child : field.children()) {
            Names inside = names.child(child).map(Named::inside).orElse(names);
            children.add(type(table, child, inside, absent));
        }
        if (field.lakeType() instanceof LakeType.ListOf) {
            return new LakeType.ListOf(children.get(0));
        }
        return field.lakeType() instanceof LakeType.MapOf
                ? new LakeType.MapOf(children.get(0), children.get(1))
                : field.lakeType();
    }

    private static LakeType struct(TableName table, Field field, Names names, Map<String, Value> absent) {
        List<Column> columns = new ArrayList<>();
        boolean any = false;
        for (Field child : field.children()) {
            Optional<Named> written = names.child(child);
            if (written.isPresent()) {
                any = true;
                columns.add(new Column(
                        written.get().name(), type(table, child, written.get().inside(), absent)));
            } else {
                String name = ABSENT + child.id();
                absent.put(name, Defaults.of(table, child));
                columns.add(new Column(name, child.lakeType()));
            }
        }
        if (!any) {
            // The engine makes a struct only of one that shares a field with it: one more, which nobody takes.
            String shared = names.any()
                    .orElseThrow(() -> CatalogErrors.unsupportedFeature(
                            table, "a struct (%s) that was written without a field".formatted(field.name())));
            columns.add(new Column(shared, LakeType.Simple.VARCHAR));
        }
        return new LakeType.StructOf(columns);
    }
}
