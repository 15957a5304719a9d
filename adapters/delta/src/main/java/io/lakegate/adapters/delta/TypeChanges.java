package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.TableName;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The judgement whether files from before a column got a wider type can be read as the wider one.
 *
 * @see "Delta protocol: Type Widening, Reader Requirements"
 */
final class TypeChanges {
    private static final String CHANGES = "delta.typeChanges";

    private static final Set<String> SUPPORTED = Set.of(
            "byte short",
            "byte integer",
            "byte long",
            "short integer",
            "short long",
            "integer long",
            "float double",
            "byte double",
            "short double",
            "integer double",
            "date timestamp_ntz");

    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");

    private TypeChanges() {}

    /** Refuses a change that the protocol does not know, with {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE}. */
    static void check(TableName table, String column, JsonNode fieldMetadata) {
        for (JsonNode change : fieldMetadata.path(CHANGES)) {
            String from = change.path("fromType").asText();
            String to = change.path("toType").asText();
            if (!isSupported(from, to)) {
                throw CatalogErrors.unsupportedFeature(
                        table, "typeWidening of column %s from %s to %s".formatted(column, from, to));
            }
        }
    }

    /** Whether the column itself, not something nested in it, was a 32-bit floating point number. */
    static boolean fromFloat(JsonNode fieldMetadata) {
        for (JsonNode change : fieldMetadata.path(CHANGES)) {
            if (change.path("fieldPath").asText().isEmpty()
                    && change.path("fromType").asText().equals("float")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSupported(String from, String to) {
        Matcher wider = DECIMAL.matcher(to);
        if (!wider.matches()) {
            return SUPPORTED.contains(from + " " + to);
        }
        int scale = Integer.parseInt(wider.group(2));
        int wholeDigits = Integer.parseInt(wider.group(1)) - scale;
        Matcher narrower = DECIMAL.matcher(from);
        if (narrower.matches()) {
            int oldScale = Integer.parseInt(narrower.group(2));
            return scale >= oldScale && wholeDigits >= Integer.parseInt(narrower.group(1)) - oldScale;
        }
        return switch (from) {
            // The protocol asks for more digits than the values need; the first writers did not.
            case "byte" -> wholeDigits >= 3;
            case "short" -> wholeDigits >= 5;
            case "integer" -> wholeDigits >= 10;
            case "long" -> wholeDigits >= 19;
            default -> false;
        };
    }
}
