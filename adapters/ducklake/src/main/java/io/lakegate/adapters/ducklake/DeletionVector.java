package io.lakegate.adapters.ducklake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * Reads deletion vectors: a bare one, or several in a Puffin file, each of which says what is deleted at its snapshot.
 *
 * @see "Puffin specification: deletion-vector-v1 blob type"
 */
final class DeletionVector {
    private static final byte[] PUFFIN = "PFA1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VECTOR = {(byte) 0xD1, (byte) 0xD3, 0x39, 0x64};
    private static final int TAIL = 12; // the footer's length, its flags, the magic bytes
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeletionVector() {}

    private record Blob(OptionalLong snapshot, int offset, int length) {}

    /**
     * For each deleted position the snapshot that deleted it.
     *
     * @param begin the snapshot of positions for which the file names none
     * @throws IOException when the bytes are no deletion vectors
     */
    static SortedMap<Long, Long> read(byte[] file, long begin) throws IOException {
        List<Blob> blobs = blobs(file);
        blobs.sort(Comparator.comparingLong(blob -> blob.snapshot.orElse(begin)));
        SortedMap<Long, Long> deleted = new TreeMap<>();
        for (Blob blob : blobs) {
            for (long position : positions(Arrays.copyOfRange(file, blob.offset, blob.offset + blob.length))) {
                deleted.putIfAbsent(position, blob.snapshot.orElse(begin));
            }
        }
        return deleted;
    }

    private static List<Blob> blobs(byte[] file) throws IOException {
        if (!startsWith(file, 0, PUFFIN)) {
            return new ArrayList<>(List.of(new Blob(OptionalLong.empty(), 0, file.length)));
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 2 * PUFFIN.length + TAIL || !startsWith(file, file.length - 4, PUFFIN)) {
            throw new IOException("it has no footer");
        }
        int length = bytes.getInt(file.length - TAIL);
        if (bytes.getInt(file.length - 8) != 0) {
            throw new IOException("its footer is compressed");
        }
        int start = file.length - TAIL - length;
        if (length < 0 || start < PUFFIN.length) {
            throw new IOException("its footer is longer than the file");
        }
        List<Blob> blobs = new ArrayList<>();
        for (JsonNode blob : JSON.readTree(file, start, length).path("blobs")) {
            if (!blob.path("type").asText().equals("deletion-vector-v1")) {
                continue;
            }
            JsonNode snapshot = blob.path("properties").path("ducklake-snapshot-id");
            int offset = blob.path("offset").asInt(-1);
            int size = blob.path("length").asInt(-1);
            if (offset < 0 || size < 0 || offset > start - size) {
                throw new IOException("a blob lies outside of it");
            }
            blobs.add(new Blob(
                    snapshot.isMissingNode()
                            ? OptionalLong.empty()
                            : OptionalLong.of(Long.parseLong(snapshot.asText())),
                    offset,
                    size));
        }
        if (blobs.isEmpty()) {
            throw new IOException("it holds no deletion vector");
        }
        return blobs;
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] magic) {
        return from >= 0
                && bytes.length >= from + magic.length
                && Arrays.equals(bytes, from, from + magic.length, magic, 0, magic.length);
    }

    private static List<Long> positions(byte[] blob) throws IOException {
        if (blob.length < 20 || !startsWith(blob, 4, VECTOR)) {
            throw new IOException("it is no deletion vector");
        }
        int length = ByteBuffer.wrap(blob).getInt();
        if (length != blob.length - 8) {
            throw new IOException("its length is %d, it says %d".formatted(blob.length - 8, length));
        }
        CRC32 checksum = new CRC32();
        checksum.update(blob, 4, length);
        if ((int) checksum.getValue() != ByteBuffer.wrap(blob).getInt(4 + length)) {
            throw new IOException("its checksum is not that of its bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(blob, 8, length - 4).order(ByteOrder.LITTLE_ENDIAN);
        long bitmaps = bytes.getLong();
        List<Long> positions = new ArrayList<>();
        for (long i = 0; i < bitmaps; i++) {
            long high = (long) bytes.getInt() << 32;
            RoaringBitmap bitmap = new RoaringBitmap();
            bitmap.deserialize(new DataInputStream(
                    new ByteArrayInputStream(blob, bytes.position(), bytes.limit() - bytes.position())));
            bytes.position(bytes.position() + bitmap.serializedSizeInBytes());
            bitmap.forEach((IntConsumer) low -> positions.add(high | Integer.toUnsignedLong(low)));
        }
        return positions;
    }
}
