package io.lakegate.adapters.testing.store;

/**
 * A request that came to a store.
 *
 * @param path with the bucket, encoded as it was sent, without what follows a question mark
 * @param query what follows it; empty text when nothing does
 * @param range the bytes asked for as the request spells them; empty text for all
 */
public record StoreRequest(String method, String path, String query, String range) {
    /** Whether bytes of an object are asked for. */
    public boolean readsObject() {
        return method.equals("GET") && !lists();
    }

    /** Whether names are asked for. */
    public boolean lists() {
        return query.contains("list-type=") || query.contains("comp=list");
    }
}
