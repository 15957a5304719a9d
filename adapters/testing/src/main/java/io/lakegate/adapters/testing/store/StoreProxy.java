package io.lakegate.adapters.testing.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A proxy in front of a store that counts requests and bytes, and makes chosen requests fail. Listens on the loopback address. For any thread. */
public final class StoreProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ServerSocket listener;
    private final int storePort;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "store-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<StoreRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Function<StoreRequest, Fault> faults = request -> Fault.NONE;

    private StoreProxy(ServerSocket listener, int storePort) {
        this.listener = listener;
        this.storePort = storePort;
    }

    /** A proxy on a free port, in front of a store on the loopback address. */
    public static StoreProxy start(int storePort) throws IOException {
        StoreProxy proxy = new StoreProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), storePort);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Says what becomes of each request from now on. */
    public void fail(Function<StoreRequest, Fault> chosen) {
        faults = chosen;
    }

    /** The requests since the last {@link #forget}, in the order in which they came. */
    public List<StoreRequest> requests() {
        return List.copyOf(requests);
    }

    /** How many bytes of objects went to clients since the last {@link #forget}. */
    public long objectBytes() {
        return bodyBytes.get();
    }

    /** How many connections of clients are open. */
    public int connections() {
        return connections.get();
    }

    /** Counts from zero again. */
    public void forget() {
        requests.clear();
        bodyBytes.set(0);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                connections.incrementAndGet();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        @Nullable Socket store = null;
        try {
            client.setTcpNoDelay(true);
            store = new Socket(InetAddress.getLoopbackAddress(), storePort);
            store.setTcpNoDelay(true);
            sockets.add(store);
            InputStream fromClient = new BufferedInputStream(client.getInputStream());
            InputStream fromStore = new BufferedInputStream(store.getInputStream(), BUFFER_BYTES);
            while (true) {
                byte[] head = head(fromClient);
                if (head.length == 0) {
                    return;
                }
                if (!exchange(head, client, store, fromStore)) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // one of both went away
        } finally {
            close(client);
            connections.decrementAndGet();
            if (store != null) {
                close(store);
            }
        }
    }

    /** Passes a request and its answer on. Returns whether the connection goes on. */
    private boolean exchange(byte[] head, Socket client, Socket store, InputStream fromStore) throws IOException {
        StoreRequest request = request(head);
        requests.add(request);
        Fault fault = faults.apply(request);
        OutputStream toClient = client.getOutputStream();
        if (fault instanceof Fault.Reset) {
            client.setSoLinger(true, 0); // a reset, not an end
            return false;
        }
        if (fault instanceof Fault.Status status) {
            toClient.write(answer(request, status));
            toClient.flush();
            return true;
        }
        if (fault instanceof Fault.Before before) {
            before.action().run();
        }
        store.getOutputStream().write(head);
        store.getOutputStream().flush();
        byte[] answer = head(fromStore);
        toClient.write(answer);
        Map<String, String> headers = headers(answer);
        boolean ok = text(answer).startsWith("HTTP/1.1 2");
        boolean hasBody = !request.method().equals("HEAD") && !text(answer).startsWith("HTTP/1.1 304");
        if (hasBody && headers.containsKey("content-length")) {
            return body(
                    Long.parseLong(headers.get("content-length")),
                    fault,
                    ok && request.readsObject(),
                    fromStore,
                    client);
        }
        if (hasBody && "chunked".equals(headers.get("transfer-encoding"))) {
            chunks(fromStore, toClient);
        }
        toClient.flush();
        return true;
    }

    private boolean body(long length, Fault fault, boolean counted, InputStream from, Socket client)
            throws IOException {
        OutputStream to = client.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        long stop = length;
        if (fault instanceof Fault.Truncate truncate) {
            stop = Math.min(length, truncate.bytes());
        } else if (fault instanceof Fault.Stall stall) {
            stop = Math.min(length, stall.bytes());
        }
        long sent = copy(from, to, buffer, stop, counted);
        if (fault instanceof Fault.Truncate && sent < length) {
            to.flush();
            return false;
        }
        if (fault instanceof Fault.Stall stall) {
            to.flush();
            try {
                stall.until().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        copy(from, to, buffer, length - sent, counted);
        to.flush();
        return true;
    }

    private long copy(InputStream from, OutputStream to, byte[] buffer, long count, boolean counted)
            throws IOException {
        long left = count;
        while (left > 0) {
            int read = from.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new IOException("the store went away");
            }
            to.write(buffer, 0, read);
            if (counted) {
                bodyBytes.addAndGet(read);
            }
            left -= read;
        }
        return count;
    }

    private static void chunks(InputStream from, OutputStream to) throws IOException {
        while (true) {
            byte[] line = line(from);
            to.write(line);
            int size = Integer.parseInt(text(line).strip(), 16);
            byte[] chunk = from.readNBytes(size + 2);
            to.write(chunk);
            if (size == 0) {
                return;
            }
        }
    }

    private static byte[] answer(StoreRequest request, Fault.Status status) {
        String body = request.method().equals("HEAD")
                ? ""
                : "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>as told</Message></Error>"
                        .formatted(status.error());
        // Azure's clients look for the name of the error among the headers.
        String head =
                "HTTP/1.1 %d Told\r\nContent-Type: application/xml\r\nx-ms-error-code: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(status.code(), status.error(), body.length());
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static StoreRequest request(byte[] head) {
        String first = text(head).lines().findFirst().orElse("");
        String[] words = first.split(" ", -1);
        String target = words.length > 1 ? words[1] : "";
        int mark = target.indexOf('?');
        return new StoreRequest(
                words[0],
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                headers(head).getOrDefault("range", ""));
    }

    private static Map<String, String> headers(byte[] head) {
        Map<String, String> headers = new TreeMap<>();
        text(head).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        });
        return headers;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** All up to the empty line, with it; nothing at the end of the stream. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (true) {
            byte[] line = line(in);
            head.write(line);
            if (line.length == 0) {
                return new byte[0];
            }
            if (line.length <= 2 && head.size() > 2) {
                return head.toByteArray();
            }
        }
    }

    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
            line.write(next);
            if (next == '\n') {
                break;
            }
            next = in.read();
        }
        return line.toByteArray();
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(this::close);
        threads.shutdownNow();
    }
}
