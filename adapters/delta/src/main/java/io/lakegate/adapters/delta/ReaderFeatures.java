package io.lakegate.adapters.delta;

import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
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

    private static final Set<String> KNOWN = Set.of(
            "columnMapping",
            "deletionVectors",
            "timestampNtz",
            "typeWidening",
            "typeWidening-preview",
            "v2Checkpoint",
            "vacuumProtocolCheck",
            // They concern columns of type variant, which are refused as columns.
            "variantType",
            "variantType-preview",
            "variantShredding",
            "variantShredding-preview");

    private ReaderFeatures() {}

    /** Refuses the table, by the name of the feature, with {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE}. */
    static void check(TableName table, Protocol protocol, Metadata metadata) {
        int version = protocol.getMinReaderVersion();
        if (!knows(version)) {
            throw CatalogErrors.unsupportedFeature(table, readerVersion(version));
        }
        for (String feature : new TreeSet<>(protocol.getReaderFeatures())) {
            if (!knows(feature)) {
                throw CatalogErrors.unsupportedFeature(table, feature);
            }
        }
        String format = metadata.getFormat().getProvider();
        if (!format.equalsIgnoreCase("parquet")) {
            throw CatalogErrors.unsupportedFeature(table, "files of the format " + format);
        }
    }

    static boolean knows(int readerVersion) {
        return readerVersion <= NAMED_FEATURES;
    }

    static boolean knows(String feature) {
        return KNOWN.contains(feature);
    }

    /** How messages name a protocol version. */
    static String readerVersion(int version) {
        return "readerVersion " + version;
    }
}
