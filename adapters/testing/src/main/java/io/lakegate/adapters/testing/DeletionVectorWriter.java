package io.lakegate.adapters.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.roaringbitmap.RoaringBitmap;

/**
 * Deletes rows of a Delta table by deletion vectors, which Kernel cannot write. The table has a log of JSON commits only, was made with
 * {@code delta.enableDeletionVectors}, and none of its rows is deleted yet.
 *
 * @see "Delta protocol: Deletion Vector Format"
 */
public final class DeletionVectorWriter {
    private static final int PORTABLE = 1_681_511_377;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path table;

    /** {@code table} is its folder. */
    public DeletionVectorWriter(Path table) {
        this.table = table;
    }

    /** Deletes the rows at these positions from every file, in one commit. */
    public void delete(LongPredicate positions) {
        try {
            List<Path> commits = commits();
            List<String> actions = new ArrayList<>();
            for (Path commit : commits) {
                for (String line : Files.readAllLines(commit)) {
                    JsonNode add = JSON.readTree(line).path("add");
                    if (add.isObject()) {
                        actions.add(removed((ObjectNode) add));
                        actions.add(added((ObjectNode) add, positions));
                    }
                }
            }
            Files.write(table.resolve("_delta_log/%020d.json".formatted(commits.size())), actions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> commits() throws IOException {
        try (Stream<Path> log = Files.list(table.resolve("_delta_log"))) {
            return log.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String removed(ObjectNode add) {
        ObjectNode remove = JSON.createObjectNode();
        remove.set("path", add.path("path"));
        remove.put("dataChange", true);
        remove.put("deletionTimestamp", add.path("modificationTime").asLong());
        return JSON.createObjectNode().set("remove", remove).toString();
    }

    private String added(ObjectNode add, LongPredicate positions) throws IOException {
        long rows = JSON.readTree(add.path("stats").asText()).path("numRecords").asLong();
        RoaringBitmap deleted = new RoaringBitmap();
        LongStream.range(0, rows).filter(positions).forEach(position -> deleted.add((int) position));
        ObjectNode changed = add.deepCopy();
        changed.set("deletionVector", write(deleted));
        return JSON.createObjectNode().set("add", changed).toString();
    }

    /** Writes a file with one vector, and gives its descriptor. */
    private ObjectNode write(RoaringBitmap deleted) throws IOException {
        ByteBuffer vector = ByteBuffer.allocate(16 + deleted.serializedSizeInBytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(PORTABLE)
                .putLong(1)
                .putInt(0);
        deleted.serialize(vector);
        CRC32 checksum = new CRC32();
        checksum.update(vector.array());
        UUID id = UUID.randomUUID();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(1);
            out.writeInt(vector.capacity());
            out.write(vector.array());
            out.writeInt((int) checksum.getValue());
        }
        Files.write(table.resolve("deletion_vector_" + id + ".bin"), bytes.toByteArray());
        ObjectNode descriptor = JSON.createObjectNode();
        descriptor.put("storageType", "u");
        descriptor.put("pathOrInlineDv", Base85Codec.encodeUUID(id));
        descriptor.put("offset", 1);
        descriptor.put("sizeInBytes", vector.capacity());
        descriptor.put("cardinality", deleted.getLongCardinality());
        return descriptor;
    }
}
