package io.lakegate.jdbc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What came back for one HTTP request. Immutable. */
final class HttpAnswer {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    /** {@code headers} have names in lower case. */
    HttpAnswer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** As it came. */
    byte[] body() {
        return body;
    }

    /** Without the compression that it may have travelled in. */
    byte[] plainBody() throws IOException {
        if (!header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent()) {
            return body;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), 1 << 16)) {
            return in.readAllBytes();
        }
    }
}
