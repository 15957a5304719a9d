package io.lakegate.adapters.storage.object;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** A store that speaks S3's protocol: Amazon's, MinIO, and those of Oracle's and Google's clouds. For any thread. */
public final class S3Store implements ObjectStore {
    private static final String UNTAGGED = "modified ";

    private final String identity;
    private final S3Client client;

    /** Connects when it is first asked, through {@code connections}, which outlive it. */
    public S3Store(S3Settings settings, S3Http connections) {
        this.identity = settings.endpoint().map(Object::toString).orElse("s3.amazonaws.com");
        this.client = S3Clients.create(requireNonNull(settings, "settings"), connections);
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public ObjectFacts head(ObjectName name) throws IOException {
        return call(name, () -> {
            HeadObjectResponse head =
                    client.headObject(request -> request.bucket(name.bucket()).key(name.key()));
            return facts(head.contentLength(), head.eTag(), head.lastModified());
        });
    }

    @Override
    public Page list(
            String bucket, String prefix, boolean flat, Optional<String> after, Optional<String> token, int most)
            throws IOException {
        return call(new ObjectName(bucket, prefix), () -> {
            ListObjectsV2Request.Builder request =
                    ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).maxKeys(most);
            if (!flat) {
                request.delimiter("/");
            }
            after.ifPresent(request::startAfter);
            token.ifPresent(request::continuationToken);
            ListObjectsV2Response page = client.listObjectsV2(request.build());
            List<Listed> objects = page.contents().stream()
                    .map(object -> new Listed(object.key(), facts(object.size(), object.eTag(), object.lastModified())))
                    .collect(Collectors.toList());
            boolean more = Boolean.TRUE.equals(page.isTruncated());
            return new Page(
                    objects,
                    page.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
                    more ? Optional.ofNullable(page.nextContinuationToken()) : Optional.empty());
        });
    }

    /** Where a store gives no tag, the time of the last change has to do. */
    private static ObjectFacts facts(long size, @Nullable String etag, @Nullable Instant modified) {
        // Whole seconds, as some of a store's answers have it and others not.
        Instant second = modified == null ? Instant.EPOCH : modified.truncatedTo(ChronoUnit.SECONDS);
        return new ObjectFacts(size, etag == null || etag.isEmpty() ? UNTAGGED + second : etag, second);
    }

    @Override
    public boolean beginsListingsAnywhere() {
        return true;
    }

    @Override
    public Body read(ObjectName name, ObjectFacts facts, long from, long to) throws IOException {
        return call(name, () -> {
            ResponseInputStream<GetObjectResponse> in = client.getObject(request -> request.bucket(name.bucket())
                    .key(name.key())
                    .ifMatch(facts.etag().startsWith(UNTAGGED) ? null : facts.etag())
                    .range("bytes=%d-%d".formatted(from, to - 1)));
            // Not every store looks at If-Match.
            ObjectFacts now =
                    facts(facts.sizeBytes(), in.response().eTag(), in.response().lastModified());
            if (!facts.etag().equals(now.etag())) {
                in.abort();
                throw new Replaced();
            }
            return new S3Body(in);
        });
    }

    /** Leaves a call by the way of exceptions. */
    private static final class Replaced extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static <T> T call(ObjectName name, Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (SdkException e) {
            throw S3Errors.of(name, e);
        } catch (Replaced e) {
            throw new StoreFailure(
                    StoreFailure.Kind.CHANGED, name, "it was replaced by another object while it was read", null);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static final class S3Body extends Body {
        private final ResponseInputStream<GetObjectResponse> in;

        S3Body(ResponseInputStream<GetObjectResponse> in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (SdkException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void abort() {
            in.abort();
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException | RuntimeException e) {
                in.abort(); // the bytes are there, or the failure is told already
            }
        }
    }
}
