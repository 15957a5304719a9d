package io.lakegate.adapters.hdfs;

import io.lakegate.adapters.storage.StorePlace;
import io.lakegate.adapters.storage.StoreProvider;
import io.lakegate.adapters.storage.object.ObjectStore;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Opens file systems of HDFS. For any thread. */
public final class HdfsProvider implements StoreProvider {
    private static final int USUAL_PORT = 8020;

    /** For the service loader. */
    public HdfsProvider() {}

    @Override
    public String scheme() {
        return "hdfs";
    }

    @Override
    public ObjectStore open(StorePlace place) {
        return new HdfsStore(
                "hdfs://" + place.authority(),
                HdfsSettings.of(place),
                place.options().other().user());
    }

    @Override
    public Way way(StorePlace place) {
        return new Way(
                machine(place),
                place.options()
                        .other()
                        .user()
                        .map(user -> "asked as the user " + user)
                        .orElse("asked as the user who runs the gateway"),
                "Correct user or hadoop-conf under storage.",
                "the host and the port of the address, or hadoop-conf under storage");
    }

    /** A name that Hadoop's configuration explains stands for several machines. */
    private static Optional<URI> machine(StorePlace place) {
        Configuration settings = HdfsSettings.of(place);
        if (Arrays.asList(settings.getTrimmedStrings("dfs.nameservices")).contains(place.authority())) {
            return Optional.empty();
        }
        URI address = URI.create("hdfs://" + place.authority());
        return Optional.of(
                address.getPort() < 0 ? URI.create("hdfs://%s:%d".formatted(place.authority(), USUAL_PORT)) : address);
    }
}
