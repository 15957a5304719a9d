package io.lakegate.catalog.metadata;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column of a {@link MetadataTable}, and how its value is had from what a row is made of. A value is computed only where the column was
 * asked for.
 */
public record MetadataColumn<T>(Column column, Cell<T> cell) {
    /** Names to texts: what nearly every detail is that only some writers give. */
    public static final LakeType TEXTS = new LakeType.MapOf(LakeType.Simple.VARCHAR, LakeType.Simple.VARCHAR);

    public static final LakeType COUNTS = new LakeType.MapOf(LakeType.Simple.VARCHAR, LakeType.Simple.BIGINT);
    public static final LakeType NAMES = new LakeType.ListOf(LakeType.Simple.VARCHAR);

    /** Gives the value of one column in a row, as {@link io.lakegate.catalog.spi.RowBatch#value} wants it. */
    public interface Cell<T> {
        @Nullable
        Object of(T row);
    }

    /** A column that is never NULL. */
    public static <T> MetadataColumn<T> required(String name, LakeType type, String comment, Cell<T> cell) {
        return new MetadataColumn<>(new Column(name, type, false, Optional.of(comment)), cell);
    }

    public static <T> MetadataColumn<T> optional(String name, LakeType type, String comment, Cell<T> cell) {
        return new MetadataColumn<>(new Column(name, type, true, Optional.of(comment)), cell);
    }

    /** The same column under another name. */
    public MetadataColumn<T> as(String name) {
        return new MetadataColumn<>(new Column(name, column.type(), column.nullable(), column.comment()), cell);
    }

    /** A map as a row holds it. */
    public static Object entries(Map<String, ?> map) {
        return List.copyOf(map.entrySet());
    }

    /** A list as a row holds it. */
    public static Object items(Collection<String> texts) {
        return List.copyOf(texts);
    }
}
