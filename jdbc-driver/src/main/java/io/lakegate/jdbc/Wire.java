package io.lakegate.jdbc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.calcite.avatica.proto.Common.WireMessage;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;

/**
 * The line to one gateway: sends Avatica's messages as protobuf over HTTP and turns every failure into a SQLException. For any thread;
 * requests of several threads travel side by side.
 */
final class Wire {
    private static final String CANCEL_PATH = "/lakegate/cancel";
    private static final String PROGRESS_PATH = "/lakegate/progress";
    private static final String WARNINGS_PATH = "/lakegate/warnings";
    private static final String COLUMNS_PATH = "/lakegate/columns";

    /** Of answers in the form of {@link #COLUMNS_PATH}: Avatica's message behind its length, and then a {@link ColumnFrame}, if any. */
    private static final String COLUMNS_TYPE = "application/vnd.lakegate.columns.1";

    /**
     * Requests that may reach the gateway twice without harm. They are sent again, once, when the connection breaks: the gateway may
     * have closed an idle connection just when it was used again.
     */
    private static final Set<Class<?>> REPEATABLE = new HashSet<>(Arrays.asList(
            Requests.ConnectionSyncRequest.class,
            Requests.CreateStatementRequest.class,
            Requests.PrepareRequest.class,
            Requests.CloseStatementRequest.class,
            Requests.CloseConnectionRequest.class,
            Requests.DatabasePropertyRequest.class,
            Requests.CatalogsRequest.class,
            Requests.SchemasRequest.class,
            Requests.TablesRequest.class,
            Requests.TableTypesRequest.class,
            Requests.ColumnsRequest.class,
            Requests.TypeInfoRequest.class));

    private final HttpClient client;
    private final String address;
    private final URI messages;
    private final URI cancel;
    private final URI progress;
    private final URI columns;
    private final URI warnings;
    private final Optional<String> authorization;
    private final boolean gzip;
    private volatile Duration responseTimeout;
    private volatile boolean connected;
    private volatile boolean columnar;

    Wire(ConnectionSettings settings) throws SQLException {
        this.client = HttpClients.of(settings);
        this.address = settings.address();
        String root = (settings.tls() ? "https://" : "http://") + address;
        this.messages = URI.create(root + "/");
        this.cancel = URI.create(root + CANCEL_PATH);
        this.progress = URI.create(root + PROGRESS_PATH);
        this.warnings = URI.create(root + WARNINGS_PATH);
        this.columns = URI.create(root + COLUMNS_PATH);
        this.authorization = settings.authorization();
        this.gzip = settings.gzip();
        this.responseTimeout = settings.responseTimeout();
    }

    /** How long to wait for the answer to one request; zero means no limit. */
    Duration responseTimeout() {
        return responseTimeout;
    }

    void responseTimeout(Duration timeout) {
        responseTimeout = timeout;
    }

    /** Sends a request and waits for its answer. {@code answer} is any instance of the message expected. */
    <M extends Message> M call(Message request, M answer) throws SQLException {
        return call(request, answer, responseTimeout);
    }

    <M extends Message> M call(Message request, M answer, Duration timeout) throws SQLException {
        return exchange(request, answer, timeout).message;
    }

    /** A message, and the rows that came with it; null where none did. */
    static final class Answer<M> {
        final M message;
        final ColumnFrame rows;

        private Answer(M message, ColumnFrame rows) {
            this.message = message;
            this.rows = rows;
        }
    }

    /** Sends the first request of a connection, and learns by its answer whether the gateway sends rows in columns. */
    <M extends Message> M open(Message request, M answer) throws SQLException {
        HttpResponse<byte[]> response = respond(post(columns, request), false, responseTimeout);
        columnar = isColumnar(response);
        if (!columnar && response.statusCode() == 404) {
            response = respond(post(messages, request), false, responseTimeout);
        }
        return read(response, answer).message;
    }

    /** Whether rows come in columns, and statements need no request to be made. */
    boolean isColumnar() {
        return columnar;
    }

    <M extends Message> Answer<M> exchange(Message request, M answer, Duration timeout) throws SQLException {
        boolean repeatable = REPEATABLE.contains(request.getClass()) && connected;
        return read(respond(post(target(), request), repeatable, timeout), answer);
    }

    /** Sends a request whose answer is waited for {@link #finish later}, or not at all. */
    CompletableFuture<HttpResponse<byte[]>> begin(Message request) {
        return client.sendAsync(post(target(), request), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Sends a request of whose answer nothing depends: the gateway forgets by itself what it is not told of. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void tell(Message request) {
        begin(request);
    }

    /** Waits for the answer to a request that was begun. */
    <M extends Message> Answer<M> finish(CompletableFuture<HttpResponse<byte[]>> begun, M answer) throws SQLException {
        try {
            return read(await(begun, responseTimeout), answer);
        } catch (TimeoutException e) {
            begun.cancel(true);
            throw tooLate(responseTimeout, e);
        } catch (ExecutionException e) {
            throw lost(failure(e.getCause()));
        }
    }

    private URI target() {
        return columnar ? columns : messages;
    }

    private HttpRequest post(URI target, Message request) {
        byte[] body = WireMessage.newBuilder()
                .setName(name(request.getDescriptorForType()))
                .setWrappedMessage(request.toByteString())
                .build()
                .toByteArray();
        return post(target, "application/octet-stream", body);
    }

    private HttpResponse<byte[]> respond(HttpRequest post, boolean repeatable, Duration timeout) throws SQLException {
        try {
            return send(post, timeout);
        } catch (IOException e) {
            if (!repeatable) {
                throw lost(e);
            }
            return sendAgain(post, timeout);
        }
    }

    /** Asks the gateway to stop what the statement runs. Returns when the gateway has heard it. */
    void cancel(String connection, int statement) throws SQLException {
        HttpResponse<byte[]> response = form(cancel, connection, "&statement=" + statement);
        // A statement that the gateway does not know runs nothing.
        if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
            throw refused(response.statusCode(), null);
        }
    }

    /** How far a statement is; empty where the gateway does not know it, or not the question. */
    Optional<QueryStatus> progress(String connection, int statement) throws SQLException {
        HttpResponse<byte[]> response = form(progress, connection, "&statement=" + statement);
        try {
            return response.statusCode() == 200
                    ? Optional.of(QueryStatus.parse(new String(response.body(), StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw refused(response.statusCode(), e);
        }
    }

    /** What the gateway says of the connection's transaction: sentences. None where it does not know the question. */
    List<String> warnings(String connection) throws SQLException {
        HttpResponse<byte[]> response = form(warnings, connection, "");
        return response.statusCode() != 200
                ? Collections.emptyList()
                : new String(response.body(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.toList());
    }

    private HttpResponse<byte[]> form(URI target, String connection, String more) throws SQLException {
        String form = "connection=" + URLEncoder.encode(connection, StandardCharsets.UTF_8) + more;
        HttpRequest post = post(target, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII));
        try {
            return send(post, responseTimeout);
        } catch (IOException e) {
            return sendAgain(post, responseTimeout);
        }
    }

    private HttpRequest post(URI target, String type, byte[] body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(target)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (gzip) {
            builder.header("Accept-Encoding", "gzip");
        }
        authorization.ifPresent(value -> builder.header("Authorization", value));
        return builder.build();
    }

    private HttpResponse<byte[]> sendAgain(HttpRequest post, Duration timeout) throws SQLException {
        try {
            return send(post, timeout);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Throws an IOException when the connection broke, and a SQLException when sending again would be of no use. */
    private HttpResponse<byte[]> send(HttpRequest post, Duration timeout) throws IOException, SQLException {
        CompletableFuture<HttpResponse<byte[]>> future =
                client.sendAsync(post, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return await(future, timeout);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw tooLate(timeout, e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /**
     * Waits for the whole answer; the request's own timeout would end with its head. An interrupt does not end the waiting, as in
     * drivers that wait for a socket: else not even a close would get through to the gateway.
     */
    private static <T> T await(Future<T> future, Duration timeout) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return timeout.isZero() ? future.get() : future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private IOException failure(Throwable cause) throws SQLException {
        if (cause instanceof HttpConnectTimeoutException || cause.getCause() instanceof UnresolvedAddressException) {
            String why = cause instanceof HttpConnectTimeoutException
                    ? "does not accept a connection within the connectTimeout"
                    : "cannot be found: the host name is unknown";
            throw failed(why + ". Check host and port of the URL", cause);
        }
        if (cause instanceof SSLException) {
            throw failed(
                    "does not speak TLS, or its certificate is not trusted (" + cause.getMessage()
                            + "). Check the options tls, trustCertificate and trustStore",
                    cause);
        }
        if (cause instanceof ConnectException) {
            throw failed("does not accept a connection. Check that it runs, and host and port of the URL", cause);
        }
        if (cause instanceof IOException) {
            return (IOException) cause;
        }
        throw failed("could not be asked: " + cause, cause);
    }

    private SQLException tooLate(Duration timeout, TimeoutException e) {
        return failed(
                "did not answer within " + seconds(timeout)
                        + ". If it needs longer, set the connection option responseTimeout",
                e);
    }

    private SQLException lost(IOException e) {
        return failed("broke the connection (" + e.getMessage() + ")", e);
    }

    /** An error of the network: while connecting, or of a connection that worked before. */
    private SQLException failed(String what, Throwable cause) {
        return SqlErrors.of(
                connected ? SqlErrors.CONNECTION_LOST : SqlErrors.CANNOT_CONNECT,
                "The Lakegate gateway at " + address + " " + what + ".",
                cause);
    }

    private static boolean isColumnar(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Content-Type")
                .filter(COLUMNS_TYPE::equals)
                .isPresent();
    }

    private <M extends Message> Answer<M> read(HttpResponse<byte[]> response, M answer) throws SQLException {
        try {
            byte[] body = Gzip.read(response);
            boolean columnar = isColumnar(response);
            int begin = columnar ? 4 : 0;
            int length = columnar
                    ? ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt()
                    : body.length;
            M message = length == 0 && columnar ? answer : message(response, body, begin, length, answer);
            connected = true;
            return new Answer<>(message, body.length > begin + length ? ColumnFrame.read(body, begin + length) : null);
        } catch (IOException | BufferUnderflowException e) {
            throw refused(response.statusCode(), e);
        }
    }

    private <M extends Message> M message(HttpResponse<byte[]> response, byte[] body, int begin, int length, M answer)
            throws SQLException, InvalidProtocolBufferException {
        WireMessage message = WireMessage.parser().parseFrom(body, begin, length);
        if (message.getName().equals(name(answer.getDescriptorForType()))) {
            @SuppressWarnings("unchecked") // A message's parser makes messages of its own class.
            M read = (M) answer.getParserForType().parseFrom(message.getWrappedMessage());
            return read;
        }
        if (message.getName().equals(name(Responses.ErrorResponse.getDescriptor()))) {
            throw SqlErrors.fromGateway(Responses.ErrorResponse.parseFrom(message.getWrappedMessage()));
        }
        throw refused(response.statusCode(), null);
    }

    /** An answer that is none of Avatica's messages: from something in front of the gateway, or from another kind of server. */
    private SQLException refused(int status, Throwable cause) {
        switch (status) {
            case 401:
            case 403:
                return SqlErrors.of(
                        SqlErrors.REFUSED_USER,
                        "The gateway at " + address + " refuses this user. Check the options user and password.",
                        cause);
            case 502:
            case 503:
            case 504:
                return failed("is not available now (HTTP status " + status + "). Try again later", cause);
            default:
                return failed(
                        "gives an answer that is not Lakegate's (HTTP status " + status
                                + "). Check that the URL's port is the gateway's",
                        cause);
        }
    }

    /**
     * The name under which a message travels: that of Avatica's generated class, such as {@code …proto.Requests$FetchRequest}. Not
     * {@code Class.getName()}, which is another one once the classes are relocated into the driver's jar.
     */
    private static String name(Descriptor message) {
        String file = message.getFile().getName();
        String outer = Character.toUpperCase(file.charAt(0)) + file.substring(1, file.indexOf('.'));
        return message.getFile().getOptions().getJavaPackage() + "." + outer + "$" + message.getName();
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toMillis() / 1000 + " s" : timeout.toMillis() + " ms";
    }
}
