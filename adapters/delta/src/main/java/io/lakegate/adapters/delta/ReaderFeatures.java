package io.lakegate.adapters.delta;

import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.util.SchemaIterable;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.util.Set;
import java.util.TreeSet;

/**
 * The judgement whether the files of a table can be read as they are. Kernel has judged before whether it can read the log; this is
 * stricter, because the rows are read by another engine.
 *
 * @see "Delta protocol: Table Features, Reader Requirements"
 */
final class ReaderFeatures {
    /** From this reader version on, a table names its features one by one. */
    private static final int NAMED_FEATURES = 3;

    private static final String MAPPING_MODE = "delta.columnMapping.mode";

    /** Features that need nothing of whoever reads the data files: they concern types we have, and the log, which Kernel reads. */
    private static final Set<String> PLAIN = Set.of("timestampNtz", "v2Checkpoint", "vacuumProtocolCheck");

    /** Features that do not matter until the schema or a file makes use of them, which is checked there. */
    private static final Set<String> JUDGED_BY_USE =
            Set.of("columnMapping", "deletionVectors", "typeWidening", "typeWidening-preview");

    private ReaderFeatures() {}

    /** Refuses the table, by the name of the feature, with {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE}. */
    static void check(TableName table, Protocol protocol, Metadata metadata) {
        int version = protocol.getMinReaderVersion();
        if (version > NAMED_FEATURES) {
            throw CatalogErrors.unsupportedFeature(table, readerVersion(version));
        }
        for (String feature : new TreeSet<>(protocol.getReaderFeatures())) {
            if (!PLAIN.contains(feature) && !JUDGED_BY_USE.contains(feature)) {
                throw CatalogErrors.unsupportedFeature(table, feature);
            }
        }
        String mapping = metadata.getConfiguration().getOrDefault(MAPPING_MODE, "none");
        if (!mapping.equalsIgnoreCase("none")) {
            throw CatalogErrors.unsupportedFeature(table, "columnMapping");
        }
        String format = metadata.getFormat().getProvider();
        if (!format.equalsIgnoreCase("parquet")) {
            throw CatalogErrors.unsupportedFeature(table, "files of the format " + format);
        }
    }

    /** Refuses a schema in which a column was widened: older files hold the narrower type. */
    static void checkTypeChanges(TableName table, Metadata metadata) {
        boolean widened = new SchemaIterable(metadata.getSchema())
                .stream()
                        .anyMatch(
                                element -> !element.getField().getTypeChanges().isEmpty());
        if (widened) {
            throw CatalogErrors.unsupportedFeature(table, "typeWidening");
        }
    }

    /** The error for a data file of which rows were deleted in place. */
    static GatewayException deletionVectors(TableName table) {
        return CatalogErrors.unsupportedFeature(table, "deletionVectors");
    }

    /** How messages name a protocol version. */
    static String readerVersion(int version) {
        return "readerVersion " + version;
    }
}
