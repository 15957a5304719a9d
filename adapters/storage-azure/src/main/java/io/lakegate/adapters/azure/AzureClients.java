package io.lakegate.adapters.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceAsyncClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.lakegate.adapters.storage.OtherLogin;
import io.lakegate.adapters.storage.StoreOptions;
import io.lakegate.adapters.storage.StorePlace;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import reactor.core.publisher.Mono;

/** Makes clients of Microsoft's SDK from our settings. The SDK tries nothing again: that is the part of {@code Retries}. */
final class AzureClients {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Without a byte in so long a transfer has failed. */
    static final Duration SILENCE = Duration.ofSeconds(20);

    /** A token file is read anew after so long. */
    private static final Duration TOKEN_USED = Duration.ofMinutes(1);

    private AzureClients() {}

    static BlobServiceAsyncClient create(AzureAccount account, StorePlace place) {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .endpoint(account.endpoint().toString())
                .httpClient(http(place.options()))
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null));
        OtherLogin login = place.options().other();
        login.accountKey().ifPresent(key -> builder.credential(new StorageSharedKeyCredential(account.name(), key)));
        login.sasToken().ifPresent(token -> builder.sasToken(token.startsWith("?") ? token.substring(1) : token));
        login.tokenFile()
                .ifPresent(file -> builder.credential(request -> Mono.fromCallable(() -> new AccessToken(
                        Files.readString(file).strip(),
                        OffsetDateTime.now(ZoneOffset.UTC).plus(TOKEN_USED)))));
        return builder.buildAsyncClient();
    }

    private static HttpClient http(StoreOptions options) {
        java.net.http.HttpClient.Builder connections = java.net.http.HttpClient.newBuilder();
        options.certificates().ifPresent(file -> connections.sslContext(trusting(file)));
        JdkHttpClientBuilder builder = new JdkHttpClientBuilder(connections)
                .connectionTimeout(CONNECT)
                .responseTimeout(SILENCE)
                .readTimeout(SILENCE);
        options.proxy()
                .ifPresent(proxy -> builder.proxy(
                        new ProxyOptions(ProxyOptions.Type.HTTP, new InetSocketAddress(proxy.getHost(), port(proxy)))));
        return builder.build();
    }

    private static int port(URI proxy) {
        int usual = proxy.getScheme().equals("http") ? 80 : 443;
        return proxy.getPort() < 0 ? usual : proxy.getPort();
    }

    private static SSLContext trusting(Path certificates) {
        try (InputStream in = Files.newInputStream(certificates)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("store-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "The certificates in %s cannot be used: %s. Write the path of a file in the form PEM."
                            .formatted(certificates, e.getMessage()),
                    e);
        }
    }
}
