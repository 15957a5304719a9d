package io.lakegate.adapters.delta;

import io.delta.kernel.internal.deletionvectors.Base85Codec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import org.roaringbitmap.RoaringBitmap;

/** Deletion vectors as the protocol lays them out, made by hand: Kernel cannot write them. */
final class DeletionVectorFile {
    private static final UUID ID = UUID.fromString("67bc892e-2979-4760-a78c-856aba806564");
    private static final int PORTABLE = 1_681_511_377;

    private DeletionVectorFile() {}

    /** The serialized bitmaps of some positions. */
    static byte[] serialized(long... positions) {
        Map<Integer, RoaringBitmap> bitmaps = new LinkedHashMap<>();
        Arrays.stream(positions)
                .sorted()
                .forEach(row -> bitmaps.computeIfAbsent((int) (row >>> 32), high -> new RoaringBitmap())
                        .add((int) row));
        int size = bitmaps.values().stream()
                .mapToInt(bitmap -> 4 + bitmap.serializedSizeInBytes())
                .sum();
        ByteBuffer buffer = ByteBuffer.allocate(12 + size).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(PORTABLE).putLong(bitmaps.size());
        bitmaps.forEach((high, bitmap) -> {
            buffer.putInt(high);
            bitmap.serialize(buffer);
        });
        return buffer.array();
    }

    /** The descriptor of a vector that stands in the log. */
    static Map<String, Object> inline(long... positions) {
        byte[] data = serialized(positions);
        byte[] padded = Arrays.copyOf(data, (data.length + 3) / 4 * 4);
        return descriptor("i", Base85Codec.encodeBytes(padded), data.length, positions.length);
    }

    /** Writes a file at the table's root, and gives the descriptor of the vector in it. */
    static Map<String, Object> relative(Path table, long... positions) {
        return relative(table, "", positions);
    }

    /** The file lies in a folder called {@code prefix}. */
    static Map<String, Object> relative(Path table, String prefix, long... positions) {
        write(relativePath(table, prefix), positions);
        Map<String, Object> descriptor =
                descriptor("u", prefix + Base85Codec.encodeUUID(ID), serialized(positions).length, positions.length);
        descriptor.put("offset", 1);
        return descriptor;
    }

    /** Where {@link #relative} writes. */
    static Path relativePath(Path table, String prefix) {
        return table.resolve(prefix).resolve("deletion_vector_" + ID + ".bin");
    }

    /** Writes a file anywhere, which the log calls by a URI. */
    static Map<String, Object> absolute(Path file, long... positions) {
        write(file, positions);
        Map<String, Object> descriptor =
                descriptor("p", file.toUri().toString(), serialized(positions).length, positions.length);
        descriptor.put("offset", 1);
        return descriptor;
    }

    private static Map<String, Object> descriptor(String storage, String place, int size, int cardinality) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("storageType", storage);
        descriptor.put("pathOrInlineDv", place);
        descriptor.put("sizeInBytes", size);
        descriptor.put("cardinality", cardinality);
        return descriptor;
    }

    private static void write(Path file, long... positions) {
        byte[] data = serialized(positions);
        CRC32 checksum = new CRC32();
        checksum.update(data);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(1);
            out.writeInt(data.length);
            out.write(data);
            out.writeInt((int) checksum.getValue());
            Files.createDirectories(file.getParent());
            Files.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
