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
 * @param scheme {@code s3}, {@code oci} or {@code gs}
 * @param bucket its name in the store
 * @param namespace of Oracle's cloud: what stands behind the {@code @}
 * @param path begins with a slash
 */
record ObjectAddress(String scheme, String bucket, Optional<String> namespace, String path) {
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<scheme>s3|s3a|s3n|oci|gs)://(?<bucket>[^/@]*)(@(?<namespace>[^/@]*))?(?<path>/.*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
        Optional<String> namespace = Optional.ofNullable(matcher.group("namespace"));
        if (scheme.equals("oci") == namespace.isEmpty()) {
            throw refused(
                    text,
                    scheme.equals("oci")
                            ? "it names no namespace: write oci://BUCKET@NAMESPACE/PATH"
                            : "a namespace belongs to addresses that begin with oci:");
        }
        String path = Optional.ofNullable(matcher.group("path")).orElse("/");
        return new ObjectAddress(scheme.startsWith("s3") ? "s3" : scheme, matcher.group("bucket"), namespace, path);
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
    S3Settings settings(StoreOptions options) {
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
