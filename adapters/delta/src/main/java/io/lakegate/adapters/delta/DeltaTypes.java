package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of a table from the JSON text of its schema, with Delta's types in the words of Lakegate. A type that has no exact
 * counterpart is refused with the name of its column. Kernel's own parser is not used: it refuses some types of valid tables.
 *
 * @see "Delta protocol: Schema Serialization Format"
 */
final class DeltaTypes {
    private static final Map<String, LakeType> SIMPLE = Map.ofEntries(
            Map.entry("boolean", LakeType.Simple.BOOLEAN),
            Map.entry("byte", LakeType.Simple.TINYINT),
            Map.entry("short", LakeType.Simple.SMALLINT),
            Map.entry("integer", LakeType.Simple.INTEGER),
            Map.entry("long", LakeType.Simple.BIGINT),
            Map.entry("float", LakeType.Simple.REAL),
            Map.entry("double", LakeType.Simple.DOUBLE),
            Map.entry("string", LakeType.Simple.VARCHAR),
            Map.entry("variant", LakeType.Simple.VARCHAR), // its JSON text
            Map.entry("binary", LakeType.Simple.VARBINARY),
            Map.entry("date", LakeType.Simple.DATE),
            Map.entry("timestamp", LakeType.Simple.TIMESTAMP_TZ),
            Map.entry("timestamp_ntz", LakeType.Simple.TIMESTAMP),
            Map.entry("void", LakeType.Simple.NULL),
            Map.entry("null", LakeType.Simple.NULL), // what early writers called it
            Map.entry("decimal", new LakeType.Decimal(10, 0)));

    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");

    /** Writers keep the length in the field's metadata and call the type a string; some do not. The length is a rule for writing. */
    private static final Pattern TEXT_OF_LENGTH = Pattern.compile("(var)?char\\(\\s*\\d+\\s*\\)");

    private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";
    private static final String FIELD_ID = "delta.columnMapping.id";
    private static final String GENERATION = "delta.generationExpression";
    private static final String COLLATIONS = "__COLLATIONS";

    private final TableName table;
    private final ColumnMapping mapping;

    private DeltaTypes(TableName table, ColumnMapping mapping) {
        this.table = table;
        this.mapping = mapping;
    }

    /**
     * The columns of a schema, in its order.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} naming the first column whose type is not supported; {@link
     *     ErrorCode#TABLE_DAMAGED} when the text is no schema
     */
    static List<DeltaColumn> columns(TableName table, String schemaJson, ColumnMapping mapping) {
        DeltaTypes types = new DeltaTypes(table, mapping);
        try {
            return types.columns(new ObjectMapper().readTree(schemaJson));
        } catch (JsonProcessingException e) {
            throw CatalogErrors.tableDamaged(table, "its schema is not JSON", e);
        }
    }

    private List<DeltaColumn> columns(JsonNode schema) {
        if (!schema.path("type").asText().equals("struct")) {
            throw damaged("it is no struct");
        }
        return columns("", schema, false);
    }

    /** The fields of a struct as columns. */
    private List<DeltaColumn> columns(String parent, JsonNode struct, boolean collated) {
        List<DeltaColumn> columns = new ArrayList<>();
        for (JsonNode field : fields(parent, struct)) {
            String name = text(field, "name", parent);
            String path = path(parent, name);
            JsonNode type = field.path("type");
            JsonNode metadata = field.path("metadata");
            boolean ordered = collated || metadata.has(COLLATIONS);
            columns.add(new DeltaColumn(
                    column(field, name, type(path, type, Names.LOGICAL)),
                    new ColumnSource.Stored(
                            physicalName(field, path),
                            parent.isEmpty() ? fieldId(field, path) : OptionalInt.empty(),
                            type(path, type, Names.PHYSICAL)),
                    TypeChanges.fromFloat(metadata),
                    ordered,
                    type.toString().contains("\"variant\""),
                    metadata.path(GENERATION).asText(),
                    type.path("type").asText().equals("struct") ? columns(path, type, ordered) : List.of()));
        }
        return columns;
    }

    /** The fields of a struct, checked as far as they do not depend on their types. */
    private JsonNode fields(String parent, JsonNode struct) {
        JsonNode fields = struct.path("fields");
        if (!fields.isArray()) {
            throw damaged((parent.isEmpty() ? "it" : "the struct " + parent) + " has no fields");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode field : fields) {
            String name = text(field, "name", parent);
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw damaged("it has two columns called " + path(parent, name));
            }
            TypeChanges.check(table, path(parent, name), field.path("metadata"));
        }
        return fields;
    }

    private static Column column(JsonNode field, String name, LakeType type) {
        // Whatever writers put there: only a text is a comment.
        JsonNode comment = field.path("metadata").path("comment");
        return new Column(
                name,
                type,
                field.path("nullable").asBoolean(true),
                comment.isTextual() ? Optional.of(comment.asText()) : Optional.empty());
    }

    private enum Names {
        /** Those that SQL uses. */
        LOGICAL,
        /** Those that nested fields have in data files. */
        PHYSICAL
    }

    private LakeType type(String path, JsonNode type, Names names) {
        if (type.isTextual()) {
            return simple(path, type.asText());
        }
        return switch (type.path("type").asText()) {
            case "struct" -> struct(path, type, names);
            case "array" -> new LakeType.ListOf(type(path + ".element", type.path("elementType"), names));
            case "map" ->
                new LakeType.MapOf(
                        type(path + ".key", type.path("keyType"), names),
                        type(path + ".value", type.path("valueType"), names));
            // A type of a program, kept as one of ours.
            case "udt" -> type(path, type.path("sqlType"), names);
            default -> throw damaged("column %s has no type".formatted(path));
        };
    }

    private LakeType struct(String path, JsonNode struct, Names names) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode field : fields(path, struct)) {
            String name = text(field, "name", path);
            LakeType type = type(path(path, name), field.path("type"), names);
            columns.add(
                    names == Names.LOGICAL
                            ? column(field, name, type)
                            : new Column(physicalName(field, path(path, name)), type));
        }
        return new LakeType.StructOf(columns);
    }

    private LakeType simple(String path, String name) {
        LakeType simple = SIMPLE.get(name);
        if (simple != null) {
            return simple;
        }
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1));
            int scale = Integer.parseInt(decimal.group(2));
            if (precision >= 1 && precision <= LakeType.Decimal.MAX_PRECISION && scale <= precision) {
                return new LakeType.Decimal(precision, scale);
            }
        }
        if (TEXT_OF_LENGTH.matcher(name).matches()) {
            return LakeType.Simple.VARCHAR;
        }
        throw CatalogErrors.unsupportedType(table, path, name);
    }

    private String physicalName(JsonNode field, String path) {
        if (mapping == ColumnMapping.NONE) {
            return text(field, "name", path);
        }
        JsonNode name = field.path("metadata").path(PHYSICAL_NAME);
        if (!name.isTextual()) {
            throw damaged("column %s has no physical name, though columns are mapped".formatted(path));
        }
        return name.asText();
    }

    private OptionalInt fieldId(JsonNode field, String path) {
        if (mapping != ColumnMapping.ID) {
            return OptionalInt.empty();
        }
        JsonNode id = field.path("metadata").path(FIELD_ID);
        if (!id.canConvertToInt() || !id.isIntegralNumber()) {
            throw damaged("column %s has no id, though columns are mapped by id".formatted(path));
        }
        return OptionalInt.of(id.asInt());
    }

    private String text(JsonNode node, String key, String parent) {
        JsonNode text = node.path(key);
        if (!text.isTextual()) {
            throw damaged("a field %shas no %s".formatted(parent.isEmpty() ? "" : "of " + parent + " ", key));
        }
        return text.asText();
    }

    private static String path(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    private GatewayException damaged(String what) {
        return CatalogErrors.tableDamaged(
                table, "its schema makes no sense: %s".formatted(what), new IllegalStateException(what));
    }
}
