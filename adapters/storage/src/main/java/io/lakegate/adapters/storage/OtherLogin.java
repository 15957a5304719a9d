package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who asks stores that do not speak S3's protocol. None of it is ever shown.
 *
 * @param accountKey of an account of Azure's
 * @param sasToken a shared access signature of Azure's
 * @param tokenFile a file with a bearer token for Azure, which somebody else keeps fresh
 * @param user of HDFS; empty for the one that runs this process
 * @param hadoopConf the folder of Hadoop's {@code core-site.xml} and {@code hdfs-site.xml}
 */
public record OtherLogin(
        Optional<String> accountKey,
        Optional<String> sasToken,
        Optional<Path> tokenFile,
        Optional<String> user,
        Optional<Path> hadoopConf) {
    /** Nothing was said. */
    public static final OtherLogin NONE =
            new OtherLogin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public OtherLogin {
        requireNonNull(accountKey, "accountKey");
        requireNonNull(sasToken, "sasToken");
        requireNonNull(tokenFile, "tokenFile");
        requireNonNull(user, "user");
        requireNonNull(hadoopConf, "hadoopConf");
    }

    /** How many ways there are by which Azure is to know who asks: more than one contradict each other. */
    public long azureWays() {
        return Stream.of(accountKey, sasToken, tokenFile)
                .filter(Optional::isPresent)
                .count();
    }

    @Override
    public String toString() {
        return "OtherLogin[***]";
    }
}
