package io.lakegate.adapters.azure;

import io.lakegate.adapters.storage.StoreOptions;
import io.lakegate.adapters.storage.StorePlace;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An account of Azure's storage.
 *
 * @param name such as {@code account}
 * @param endpoint where its blobs are, without a slash at the end
 * @param signatureEnds when the signature ends by which it is asked; empty when there is none, or it does not say
 */
record AzureAccount(String name, URI endpoint, Optional<Instant> signatureEnds) {
    private static final Pattern ENDS = Pattern.compile("(?:^|[?&])se=([^&]+)");

    /**
     * The account of an address. A configured endpoint is that of one account, or has the account in the path of requests, as emulators and
     * gateways do.
     */
    static AzureAccount of(StorePlace place) {
        String host = place.authority();
        String name = host.substring(0, host.indexOf('.'));
        StoreOptions options = place.options();
        URI endpoint = options.endpoint()
                .map(configured -> options.pathStyle().orElse(true) ? withAccount(configured, name) : configured)
                .orElseGet(() -> URI.create("https://" + host.replaceFirst("\\.dfs\\.", ".blob.")));
        String text = endpoint.toString();
        return new AzureAccount(
                name,
                text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : endpoint,
                options.other().sasToken().flatMap(AzureAccount::ends));
    }

    private static Optional<Instant> ends(String signature) {
        Matcher matcher = ENDS.matcher(signature);
        try {
            return matcher.find()
                    ? Optional.of(Instant.parse(URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty(); // the store says what is wrong with it
        }
    }

    /** With a port in any case: by it the client tells that the account is in the path. A path that is there stays as it is. */
    private static URI withAccount(URI configured, String name) {
        if (configured.getPath() != null && configured.getPath().length() > 1) {
            return configured;
        }
        int usual = configured.getScheme().equals("http") ? 80 : 443;
        int port = configured.getPort() < 0 ? usual : configured.getPort();
        return URI.create("%s://%s:%d/%s".formatted(configured.getScheme(), configured.getHost(), port, name));
    }
}
