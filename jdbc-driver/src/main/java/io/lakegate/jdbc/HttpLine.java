package io.lakegate.jdbc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One network connection that HTTP/1.1 requests go over, one after the other. For one thread at a time, except {@link #close}.
 *
 * <p>The JDK's own client hands each request to threads of its own, which costs more processor time than a small statement as a whole.
 */
final class HttpLine implements AutoCloseable {
    private static final int LONGEST_HEAD_LINE = 65_536;
    /** Idle for longer than this, a line is looked at before it is used again: the gateway may have closed it. */
    private static final long SURELY_OPEN_NANOS = 100_000_000;
    /** So long an idle line's answers that nobody waits for may still be on the way. */
    private static final long OWED_NANOS = 10_000_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    /** Answers that nobody waits for, and that come before the next. */
    private int owed;

    private boolean reusable = true;
    private boolean answered;
    private long usedNanos = System.nanoTime();

    HttpLine(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
        this.out = socket.getOutputStream();
    }

    /** Whether it may be used for another request. */
    boolean isReusable() {
        return reusable;
    }

    /** Whether it has brought an answer before, so that a failure may only mean that the gateway has closed it meanwhile. */
    boolean isUsed() {
        return answered;
    }

    /** Whether the gateway has not closed it since it was used last. */
    boolean isOpen() {
        if (System.nanoTime() - usedNanos < SURELY_OPEN_NANOS) {
            return true;
        }
        try {
            // They came long ago, or never will.
            for (; owed > 0; owed--) {
                read(System.nanoTime() + OWED_NANOS);
            }
            if (!reusable) {
                return false;
            }
            socket.setSoTimeout(1);
            in.mark(1);
            if (in.read() < 0) {
                return false;
            }
            in.reset();
            return false; // what came unasked cannot be understood
        } catch (SocketTimeoutException e) {
            return owed == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a request; its answer is waited for later, or never: see {@link #owe}. */
    void send(byte[] head, byte[] body) throws IOException {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
        out.flush();
        usedNanos = System.nanoTime();
    }

    /** Nobody waits for the answer to the request just sent: it is passed over before the next. */
    void owe() {
        owed++;
    }

    /**
     * Waits for the answer to the request sent last.
     *
     * @param deadline of {@link System#nanoTime}; 0 for none
     * @throws SocketTimeoutException when it does not come in time
     */
    HttpAnswer receive(long deadline) throws IOException {
        try {
            // What lay here already does not show that the gateway is still there.
            boolean waited = in.available() == 0;
            for (; owed > 0; owed--) {
                read(deadline);
            }
            HttpAnswer answer = read(deadline);
            answered = true;
            if (waited) {
                usedNanos = System.nanoTime();
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            reusable = false;
            throw e;
        }
    }

    private HttpAnswer read(long deadline) throws IOException {
        int status;
        Map<String, String> headers;
        do {
            String line = line(deadline);
            String[] parts = line.split(" ", 3);
            if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
                throw new IOException("this is no HTTP");
            }
            status = Integer.parseInt(parts[1]);
            reusable &= parts[0].equals("HTTP/1.1");
            headers = headers(deadline);
        } while (status / 100 == 1);
        if ("close".equalsIgnoreCase(headers.get("connection"))) {
            reusable = false;
        }
        return new HttpAnswer(status, headers, body(status, headers, deadline));
    }

    private Map<String, String> headers(long deadline) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(deadline); !line.isEmpty(); line = line(deadline)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
        return headers;
    }

    private byte[] body(int status, Map<String, String> headers, long deadline) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int length = number(line(deadline).replaceFirst(";.*", "").trim(), 16);
                if (length == 0) {
                    headers(deadline);
                    return body.toByteArray();
                }
                body.write(exactly(length, deadline));
                line(deadline);
            }
        }
        String length = headers.get("content-length");
        if (length != null) {
            return exactly(number(length, 10), deadline);
        }
        reusable = false;
        awaitWithin(deadline);
        return in.readAllBytes();
    }

    private static int number(String digits, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(digits, radix);
        } catch (NumberFormatException e) {
            throw new IOException("this is no HTTP", e);
        }
    }

    private byte[] exactly(int length, long deadline) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            awaitWithin(deadline);
            int read = in.read(bytes, at, length - at);
            if (read < 0) {
                throw new EOFException("the answer ends too early");
            }
            at += read;
        }
        return bytes;
    }

    private String line(long deadline) throws IOException {
        StringBuilder line = new StringBuilder(64);
        awaitWithin(deadline);
        for (int sign = in.read(); sign != '\n'; sign = in.read()) {
            if (sign < 0) {
                throw new EOFException("it was closed");
            }
            if (line.length() > LONGEST_HEAD_LINE) {
                throw new IOException("this is no HTTP");
            }
            line.append((char) sign);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private void awaitWithin(long deadline) throws IOException {
        if (in.available() > 0) {
            return;
        }
        if (deadline == 0) {
            socket.setSoTimeout(0);
            return;
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("too late");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        reusable = false;
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
