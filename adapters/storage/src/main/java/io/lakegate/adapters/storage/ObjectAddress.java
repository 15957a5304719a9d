package io.lakegate.adapters.storage;

import io.lakegate.adapters.storage.object.S3Settings;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address in an object store, taken apart. The path is taken as it stands: nothing in it is encoded.
 *
 * @param scheme {@code s3}, {@code oci}, {@code gs}, {@code abfss} or {@code hdfs}
 * @param bucket its name in the store: Azure's container; in HDFS, which has none, the file system's host and port
 * @param namespace what stands behind the {@code @}: of Oracle's cloud, or the host of an account of Azure's
 * @param path begins with a slash
 */
record ObjectAddress(String scheme, String bucket, Optional<String> namespace, String path) {
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<scheme>s3|s3a|s3n|oci|gs|abfss?|az|azure|hdfs)://(?<bucket>[^/@]*)(@(?<namespace>[^/@]*))?(?<path>/.*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** An account, and the container in it. */
    private static final Pattern IN_ACCOUNT = Pattern.compile("/(?<container>[^/]+)(?<path>/.*)?", Pattern.DOTALL);

    private static final String AZURE = ".dfs.core.windows.net";

    /** Whether a text means an object or a folder in a store, well spelled or not. */
    static boolean is(String text) {
        return ADDRESS.matcher(text).matches();
    }

    static ObjectAddress parse(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches() || matcher.group("bucket").isEmpty()) {
            throw refused(text, "it names no bucket");
        }
        String scheme = matcher.group("scheme").toLowerCase(Locale.ROOT);
        String bucket = matcher.group("bucket");
        Optional<String> namespace = Optional.ofNullable(matcher.group("namespace"));
        String path = Optional.ofNullable(matcher.group("path")).orElse("/");
        return switch (scheme) {
            case "az", "azure" -> inAccount(text, bucket, namespace, path);
            case "abfs", "abfss" ->
                new ObjectAddress(
                        "abfss",
                        bucket,
                        Optional.of(
                                host(
                                        namespace
                                                .filter(name -> !name.isEmpty())
                                                .orElseThrow(
                                                        () -> refused(
                                                                text,
                                                                "it names no account: write abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PATH")))),
                        path);
            case "oci" -> {
                if (namespace.isEmpty()) {
                    throw refused(text, "it names no namespace: write oci://BUCKET@NAMESPACE/PATH");
                }
                yield new ObjectAddress(scheme, bucket, namespace, path);
            }
            default -> {
                if (namespace.isPresent()) {
                    throw refused(text, "a namespace belongs to addresses that begin with oci: or abfss:");
                }
                yield new ObjectAddress(scheme.startsWith("s3") ? "s3" : scheme, bucket, namespace, path);
            }
        };
    }

    private static ObjectAddress inAccount(String text, String account, Optional<String> namespace, String path) {
        Matcher matcher = IN_ACCOUNT.matcher(path);
        if (!matcher.matches() || namespace.isPresent()) {
            throw refused(text, "it names no container: write az://ACCOUNT/CONTAINER/PATH");
        }
        return new ObjectAddress(
                "abfss",
                matcher.group("container"),
                Optional.of(host(account)),
                Optional.ofNullable(matcher.group("path")).orElse("/"));
    }

    /** The host by which metadata calls an account, whichever of its two hosts or its bare name is written. */
    private static String host(String account) {
        String lower = account.toLowerCase(Locale.ROOT);
        return lower.indexOf('.') < 0 ? lower + AZURE : lower.replaceFirst("\\.blob\\.", ".dfs.");
    }

    private static GatewayException refused(String text, String why) {
        return new GatewayException(
                ErrorCode.CONFIGURATION, "The address '%s' cannot be used: %s.".formatted(text, why));
    }

    /** The bucket's address: {@code s3://bucket}, for all ways to spell the scheme. */
    String bucketAddress() {
        return scheme + "://" + bucket + namespace.map(name -> "@" + name).orElse("");
    }

    /** How its store is reached: what is configured, and where that leaves it open, what is usual for such addresses. */
    StoreWay way(StoreOptions options) {
        return StoreModules.has(scheme)
                ? new StoreWay.Foreign(new StorePlace(scheme, namespace.orElse(bucket), options), bucketAddress())
                : new StoreWay.S3(settings(options));
    }

    private S3Settings settings(StoreOptions options) {
        Optional<URI> endpoint = options.endpoint();
        boolean pathStyle = options.pathStyle().orElse(endpoint.isPresent());
        if (scheme.equals("gs") && endpoint.isEmpty()) {
            endpoint = Optional.of(URI.create("https://storage.googleapis.com"));
            pathStyle = options.pathStyle().orElse(true);
        }
        if (scheme.equals("oci") && endpoint.isEmpty()) {
            String region = options.region()
                    .orElseThrow(() -> new GatewayException(
                            ErrorCode.CONFIGURATION,
                            "The address %s/ needs to know its region or endpoint. Set region or endpoint under storage in the catalog's file."
                                    .formatted(bucketAddress())));
            endpoint = Optional.of(URI.create(
                    "https://%s.compat.objectstorage.%s.oraclecloud.com".formatted(namespace.orElseThrow(), region)));
            pathStyle = options.pathStyle().orElse(true);
        }
        return new S3Settings(
                endpoint, options.region(), options.credentials(), pathStyle, options.proxy(), options.certificates());
    }
}
