package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Values that stand in the folders of a path, as in {@code year=2024/month=1/file.parquet}. */
final class HivePath {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private HivePath() {}

    static Value value(TableName table, String location, String name, Field field) {
        for (Path part : Path.of(location)) {
            String folder = part.toString();
            int sign = folder.indexOf('=');
            if (sign > 0 && folder.substring(0, sign).equals(name)) {
                String text = decoded(folder.substring(sign + 1));
                if (text.equals(NULL)) {
                    return Value.nullOf(field.lakeType());
                }
                try {
                    return Value.of(field.lakeType(), TextValues.parse(field.lakeType(), text));
                } catch (IllegalArgumentException e) {
                    break;
                }
            }
        }
        throw CatalogErrors.tableDamaged(
                table,
                "the path of its file %s should hold a value of column %s of the type %s, in a folder %s=…"
                        .formatted(location, field.name(), field.lakeType(), name),
                new IllegalStateException("no value in the path"));
    }

    private static String decoded(String text) {
        return text.indexOf('%') < 0 ? text : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
