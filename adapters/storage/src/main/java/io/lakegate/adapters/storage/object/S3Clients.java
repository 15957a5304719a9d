package io.lakegate.adapters.storage.object;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Makes clients of Amazon's SDK from our settings. The SDK tries nothing again: that is {@link Retries}' part. */
final class S3Clients {
    private static final int MOST_CONNECTIONS = 64;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Without a byte in so long a transfer has failed. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private S3Clients() {}

    static S3Client create(S3Settings settings) {
        SdkHttpClient http = http(settings);
        Region region = region(settings);
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .region(region)
                .credentialsProvider(credentials(settings.credentials(), settings, region))
                .forcePathStyle(settings.pathStyle())
                // Only what every store that speaks the protocol has: no checksums of newer versions.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(overrides -> overrides.retryStrategy(AwsRetryStrategy.doNotRetry()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        if (settings.endpoint().isEmpty()) {
            builder.crossRegionAccessEnabled(true);
        }
        return builder.build();
    }

    /** The HTTP client of the SDK does not close with the client that it was given to. */
    private static SdkHttpClient http(S3Settings settings) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .maxConnections(MOST_CONNECTIONS)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(SILENCE)
                .socketTimeout(SILENCE)
                .tcpKeepAlive(true);
        settings.proxy()
                .ifPresent(proxy -> builder.proxyConfiguration(ProxyConfiguration.builder()
                        .endpoint(URI.create(proxy.getScheme() + "://" + proxy.getHost() + ":" + proxy.getPort()))
                        .build()));
        settings.certificates()
                .map(S3Clients::trusted)
                .ifPresent(trusted -> builder.tlsTrustManagersProvider(() -> trusted));
        return builder.build();
    }

    private static TrustManager[] trusted(Path certificates) {
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
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "The certificates in %s cannot be used: %s. Write the path of a file in the form PEM."
                            .formatted(certificates, e.getMessage()),
                    e);
        }
    }

    private static Region region(S3Settings settings) {
        return settings.region().map(Region::of).orElseGet(() -> {
            if (settings.endpoint().isPresent()) {
                return Region.US_EAST_1; // what stores other than Amazon's expect that know no regions
            }
            try {
                return new DefaultAwsRegionProviderChain().getRegion();
            } catch (SdkClientException e) {
                return Region.US_EAST_1; // Amazon then says where a bucket is
            }
        });
    }

    private static AwsCredentialsProvider credentials(S3Credentials credentials, S3Settings settings, Region region) {
        return credentials.match(
                AnonymousCredentialsProvider::create,
                keys -> StaticCredentialsProvider.create(of(keys)),
                chain -> chain(chain.profile()),
                role -> StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(StsClient.builder()
                                .httpClient(http(settings))
                                .region(region)
                                .credentialsProvider(credentials(role.own(), settings, region))
                                .build())
                        .refreshRequest(request -> request.roleArn(role.arn()).roleSessionName("lakegate"))
                        .build(),
                lent -> () -> of(lent.current().get()));
    }

    private static AwsCredentialsProvider chain(Optional<String> profile) {
        DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
        profile.ifPresent(builder::profileName);
        return builder.build();
    }

    private static AwsCredentials of(S3Credentials.Keys keys) {
        return keys.token().isPresent()
                ? AwsSessionCredentials.create(
                        keys.accessKey(), keys.secretKey(), keys.token().get())
                : AwsBasicCredentials.create(keys.accessKey(), keys.secretKey());
    }
}
