package io.lakegate.adapters.storage.object;

import java.util.Optional;
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
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Makes clients of Amazon's SDK from our settings. The SDK tries nothing again: that is {@link Retries}' part. */
final class S3Clients {
    private S3Clients() {}

    static S3Client create(S3Settings settings, S3Http connections) {
        SdkHttpClient http = connections.client(settings);
        Region region = region(settings);
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .region(region)
                .credentialsProvider(credentials(settings.credentials(), http, region))
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

    private static AwsCredentialsProvider credentials(S3Credentials credentials, SdkHttpClient http, Region region) {
        return credentials.match(
                AnonymousCredentialsProvider::create,
                keys -> StaticCredentialsProvider.create(of(keys)),
                chain -> chain(chain.profile()),
                role -> StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(StsClient.builder()
                                .httpClient(http)
                                .region(region)
                                .credentialsProvider(credentials(role.own(), http, region))
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
