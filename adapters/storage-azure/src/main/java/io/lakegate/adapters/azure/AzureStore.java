package io.lakegate.adapters.azure;

import static java.util.Objects.requireNonNull;

import com.azure.core.http.rest.PagedFlux;
import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobServiceAsyncClient;
import com.azure.storage.blob.models.BlobDownloadAsyncResponse;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.lakegate.adapters.storage.object.ObjectFacts;
import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.adapters.storage.object.StoreFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An account of Azure's storage, by the protocol for blobs. For any thread. */
final class AzureStore implements ObjectStore {
    /** Marks blobs that stand for folders, in accounts that have such. */
    private static final String FOLDER = "hdi_isfolder";

    private final AzureAccount account;
    private final BlobServiceAsyncClient client;

    AzureStore(AzureAccount account, BlobServiceAsyncClient client) {
        this.account = requireNonNull(account, "account");
        this.client = requireNonNull(client, "client");
    }

    @Override
    public String identity() {
        return account.endpoint().toString();
    }

    private BlobContainerAsyncClient container(String name) {
        return client.getBlobContainerAsyncClient(name);
    }

    private BlobAsyncClient blob(ObjectName name) {
        return container(name.bucket()).getBlobAsyncClient(name.key());
    }

    @Override
    public ObjectFacts head(ObjectName name) throws IOException {
        BlobProperties found = AzureErrors.await(name, account, blob(name).getProperties());
        if (isFolder(found.getMetadata())) {
            throw new NoSuchFileException(name.toString(), null, "there is no such object");
        }
        return facts(found.getBlobSize(), found.getETag(), found.getLastModified());
    }

    private static boolean isFolder(@Nullable Map<String, String> metadata) {
        return metadata != null
                && metadata.entrySet().stream()
                        .anyMatch(entry ->
                                entry.getKey().equalsIgnoreCase(FOLDER) && "true".equalsIgnoreCase(entry.getValue()));
    }

    /** Headers have the tag in quotation marks, listings have it without. */
    private static ObjectFacts facts(long size, String etag, OffsetDateTime modified) {
        return new ObjectFacts(
                size, etag.replace("\"", ""), modified.toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Page list(
            String bucket, String prefix, boolean flat, Optional<String> after, Optional<String> token, int most)
            throws IOException {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(prefix.isEmpty() ? null : prefix)
                .setMaxResultsPerPage(most)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        PagedFlux<BlobItem> listing =
                flat ? container(bucket).listBlobs(options) : container(bucket).listBlobsByHierarchy("/", options);
        Mono<PagedResponse<BlobItem>> first =
                token.map(listing::byPage).orElseGet(listing::byPage).next();
        PagedResponse<BlobItem> page = AzureErrors.await(new ObjectName(bucket, prefix), account, first);
        List<Listed> objects = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        for (BlobItem item : page.getValue()) {
            boolean wanted =
                    after.map(last -> item.getName().compareTo(last) > 0).orElse(true);
            if (wanted && Boolean.TRUE.equals(item.isPrefix())) {
                folders.add(item.getName());
            } else if (wanted && !isFolder(item.getMetadata())) {
                objects.add(new Listed(
                        item.getName(),
                        facts(
                                item.getProperties().getContentLength(),
                                item.getProperties().getETag(),
                                item.getProperties().getLastModified())));
            }
        }
        return new Page(
                objects,
                folders,
                Optional.ofNullable(page.getContinuationToken()).filter(next -> !next.isEmpty()));
    }

    @Override
    public Body read(ObjectName name, ObjectFacts facts, long from, long to) throws IOException {
        BlobDownloadAsyncResponse answer = AzureErrors.await(
                name,
                account,
                blob(name)
                        .downloadStreamWithResponse(
                                new BlobRange(from, to - from),
                                new DownloadRetryOptions().setMaxRetryRequests(0),
                                new BlobRequestConditions().setIfMatch('"' + facts.etag() + '"'),
                                /* getRangeContentMd5= */ false));
        AzureBody body = new AzureBody(answer);
        // Not every store looks at If-Match.
        String now = String.valueOf(answer.getDeserializedHeaders().getETag()).replace("\"", "");
        if (!facts.etag().equals(now)) {
            body.abort();
            throw new StoreFailure(
                    StoreFailure.Kind.CHANGED, name, "it was replaced by another object while it was read", null);
        }
        return body;
    }

    /** There is nothing to end: connections end by themselves when nobody uses them. */
    @Override
    public void close() {}
}
