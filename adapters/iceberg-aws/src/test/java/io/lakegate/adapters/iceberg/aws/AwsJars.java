package io.lakegate.adapters.iceberg.aws;

import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.iceberg.IcebergSource;
import io.lakegate.adapters.iceberg.Moved;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The jars that the build gathers, as {@code ./lakegate} finds them. */
final class AwsJars {
    private static final Path FOLDER = Path.of("target/lib").toAbsolutePath();

    private AwsJars() {}

    static IcebergCatalog lake(String kind, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("libraries", FOLDER.toString());
        return new IcebergCatalog(
                "lake",
                new IcebergSource(
                        Optional.of(new IcebergSource.Service(kind, all)), Optional.empty(), List.of(), Moved.NOT));
    }

    static ClassLoader loader(ClassLoader parent) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path jar : files.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), parent);
    }
}
