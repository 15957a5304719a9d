package io.lakegate.adapters.testing.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A server of S3's protocol in this process, which checks signatures; its buckets are folders. In front of it stands a {@link StoreProxy}, to
 * which clients connect. Listens on the loopback address.
 */
public final class TestStore implements AutoCloseable {
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key-that-nobody-may-see";

    private final Path buckets;
    private final S3Proxy server;
    private final StoreProxy proxy;

    private TestStore(Path buckets, S3Proxy server, StoreProxy proxy) {
        this.buckets = buckets;
        this.server = server;
        this.proxy = proxy;
    }

    /** Starts a store whose buckets are the folders in a folder. */
    public static TestStore start(Path buckets) {
        try {
            Files.createDirectories(buckets);
            S3Proxy server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .ignoreUnknownHeaders(true)
                    .stopTimeout(0)
                    .build();
            server.start();
            return new TestStore(buckets, server, StoreProxy.start(server.getPort()));
        } catch (Exception e) {
            throw new IllegalStateException("the test's object store does not start", e);
        }
    }

    /** Where clients connect. */
    public URI endpoint() {
        return proxy.endpoint();
    }

    /** What stands between clients and the store. */
    public StoreProxy proxy() {
        return proxy;
    }

    /** The folder of a bucket, which is made when it is missing: what is put there are its objects. */
    public Path bucket(String name) {
        try {
            return Files.createDirectories(buckets.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder with all that is in it. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path source : tree.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            proxy.close();
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the test's object store does not stop", e);
        }
    }
}
