package io.lakegate.adapters.delta.parquet;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.variant.ImmutableMetadata;
import org.apache.parquet.variant.Variant;
import org.apache.parquet.variant.VariantBuilder;
import org.apache.parquet.variant.VariantConverters;
import org.jspecify.annotations.Nullable;

/**
 * Puts a variant together from its columns, shredded or not, and passes it on as JSON text.
 *
 * @see "Parquet: VariantShredding.md"
 */
final class VariantConverter extends GroupConverter {
    private final Consumer<Object> sink;
    private final GroupConverter parts;
    private @Nullable ByteBuffer metadata;
    private @Nullable VariantBuilder builder;

    /** Dictionary of the last variant: mostly that of the next one too. */
    private @Nullable ImmutableMetadata names;

    /** {@code columns} has the metadata first: the values cannot be understood without. */
    VariantConverter(GroupType columns, Consumer<Object> sink) {
        this.sink = sink;
        this.parts = VariantConverters.newVariantConverter(
                columns, bytes -> metadata = bytes, consumer -> consumer.accept(building()));
    }

    private VariantBuilder building() {
        VariantBuilder started = builder;
        if (started == null) {
            started = new VariantBuilder(names());
            builder = started;
        }
        return started;
    }

    private ImmutableMetadata names() {
        ByteBuffer bytes = metadata;
        if (bytes == null) {
            throw new IllegalArgumentException("a variant has no metadata");
        }
        ImmutableMetadata known = names;
        if (known == null || !known.getEncodedBuffer().equals(bytes)) {
            ByteBuffer kept = ByteBuffer.allocate(bytes.remaining());
            kept.put(bytes.duplicate()).flip();
            known = new ImmutableMetadata(kept);
            names = known;
        }
        return known;
    }

    @Override
    public Converter getConverter(int field) {
        return parts.getConverter(field);
    }

    @Override
    public void start() {
        metadata = null;
        builder = null;
        parts.start();
    }

    @Override
    public void end() {
        parts.end();
        VariantBuilder built = building();
        built.appendNullIfEmpty();
        Variant variant = built.build();
        sink.accept(VariantJson.text(variant));
    }
}
