package io.lakegate.adapters.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Folders of jars that the server does without: each has a class loader of its own below the server's, which it cannot disturb. */
public final class OptionalJars {
    /** By its jars. Never closed: clients in them have threads that outlive whoever asked for them. */
    private static final Map<List<Path>, ClassLoader> OPEN = new ConcurrentHashMap<>();

    private OptionalJars() {}

    /** The loader of the jars in a folder; the server's own where the folder has none or is not there. */
    public static ClassLoader loader(String folder) {
        ClassLoader own = OptionalJars.class.getClassLoader();
        List<Path> jars = jars(folder);
        return jars.isEmpty() ? own : OPEN.computeIfAbsent(jars, files -> over(files, own));
    }

    private static List<Path> jars(String folder) {
        Path place = Path.of(folder).toAbsolutePath();
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassLoader over(List<Path> jars, ClassLoader parent) {
        URL[] urls = jars.stream().map(OptionalJars::url).toArray(URL[]::new);
        return new URLClassLoader(urls, parent);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
