package io.lakegate.jdbc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;

/** Undoes the compression of answers, which the JDK's HTTP client leaves as they come. */
final class Gzip {
    private Gzip() {}

    static byte[] read(HttpResponse<byte[]> response) throws IOException {
        boolean compressed = response.headers()
                .firstValue("Content-Encoding")
                .filter("gzip"::equalsIgnoreCase)
                .isPresent();
        if (!compressed) {
            return response.body();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()), 1 << 16)) {
            return in.readAllBytes();
        }
    }
}
