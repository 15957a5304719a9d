package io.lakegate.jdbc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final String MESSAGES_PATH = "/";
    private static final String CANCEL_PATH = "/lakegate/cancel";
    private static final String PROGRESS_PATH = "/lakegate/progress";
    private static final String WARNINGS_PATH = "/lakegate/warnings";
    private static final String CLOSED_HEADER = "Lakegate-Closed";
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

    private final HttpLines lines;
    private final String address;
    /** Headers of every request. */
    private final String headers;

    private volatile Duration responseTimeout;
    private volatile boolean connected;
    private volatile boolean columnar;

    Wire(ConnectionSettings settings) throws SQLException {
        this.lines = HttpLines.of(settings);
        this.address = settings.address();
        this.headers = "Host: " + address + "\r\n"
                + settings.authorization()
                        .map(value -> "Authorization: " + value + "\r\n")
                        .orElse("")
                + (settings.gzip() ? "Accept-Encoding: gzip\r\n" : "");
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
        /** Whether the gateway has closed the statement already, because it has no more rows. */
        final boolean closed;

        private Answer(M message, ColumnFrame rows, boolean closed) {
            this.message = message;
            this.rows = rows;
            this.closed = closed;
        }
    }

    /** Sends the first request of a connection, and learns by its answer whether the gateway sends rows in columns. */
    <M extends Message> M open(Message request, M answer) throws SQLException {
        HttpAnswer response = respond(post(COLUMNS_PATH, request), false, responseTimeout);
        columnar = isColumnar(response);
        if (!columnar && response.status() == 404) {
            response = respond(post(MESSAGES_PATH, request), false, responseTimeout);
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

    /** A request whose answer is waited for later. For one thread, except {@link #discard}. */
    static final class Pending {
        private final HttpLine line;
        private final IOException failure;
        private final AtomicBoolean taken = new AtomicBoolean();

        private Pending(HttpLine line, IOException failure) {
            this.line = line;
            this.failure = failure;
        }

        /** The answer is not wanted; does nothing when somebody waits for it already. */
        void discard() {
            if (taken.compareAndSet(false, true) && line != null) {
                line.close();
            }
        }
    }

    /** Sends a request whose answer is waited for {@link #finish later}. */
    Pending begin(Message request) {
        HttpLine line = null;
        try {
            line = lines.take();
            post(target(), request).send(line);
            return new Pending(line, null);
        } catch (IOException e) {
            if (line != null) {
                line.close();
            }
            return new Pending(null, e);
        }
    }

    /** Sends a request of whose answer nothing depends: the gateway forgets by itself what it is not told of. */
    void tell(Message request) {
        HttpLine line = null;
        try {
            line = lines.take();
            post(target(), request).send(line);
            line.owe();
            lines.give(line);
        } catch (IOException e) {
            if (line != null) {
                line.close();
            }
        }
    }

    /** Waits for the answer to a request that was begun. */
    <M extends Message> Answer<M> finish(Pending begun, M answer) throws SQLException {
        if (!begun.taken.compareAndSet(false, true)) {
            throw SqlErrors.of(SqlErrors.BAD_CURSOR_STATE, "The result is closed.");
        }
        if (begun.line == null) {
            throw lost(failure(begun.failure));
        }
        try {
            return read(receive(begun.line, responseTimeout), answer);
        } catch (IOException e) {
            throw lost(failure(e));
        }
    }

    private String target() {
        return columnar ? COLUMNS_PATH : MESSAGES_PATH;
    }

    private Post post(String target, Message request) {
        byte[] body = WireMessage.newBuilder()
                .setName(name(request.getDescriptorForType()))
                .setWrappedMessage(request.toByteString())
                .build()
                .toByteArray();
        return post(target, "application/octet-stream", body);
    }

    private HttpAnswer respond(Post post, boolean repeatable, Duration timeout) throws SQLException {
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
        HttpAnswer response = form(CANCEL_PATH, connection, "&statement=" + statement);
        // A statement that the gateway does not know runs nothing.
        if (response.status() / 100 != 2 && response.status() != 404) {
            throw refused(response.status(), null);
        }
    }

    /** How far a statement is; empty where the gateway does not know it, or not the question. */
    Optional<QueryStatus> progress(String connection, int statement) throws SQLException {
        HttpAnswer response = form(PROGRESS_PATH, connection, "&statement=" + statement);
        try {
            return response.status() == 200
                    ? Optional.of(QueryStatus.parse(new String(response.body(), StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw refused(response.status(), e);
        }
    }

    /** What the gateway says of the connection's transaction: sentences. None where it does not know the question. */
    List<String> warnings(String connection) throws SQLException {
        HttpAnswer response = form(WARNINGS_PATH, connection, "");
        return response.status() != 200
                ? Collections.emptyList()
                : new String(response.body(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.toList());
    }

    private HttpAnswer form(String target, String connection, String more) throws SQLException {
        String form = "connection=" + URLEncoder.encode(connection, StandardCharsets.UTF_8) + more;
        Post post = post(target, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII));
        try {
            return send(post, responseTimeout);
        } catch (IOException e) {
            return sendAgain(post, responseTimeout);
        }
    }

    /** A request as its bytes. */
    private static final class Post {
        private final byte[] head;
        private final byte[] body;

        Post(String head, byte[] body) {
            this.head = HttpLine.ascii(head);
            this.body = body;
        }

        void send(HttpLine line) throws IOException {
            line.send(head, body);
        }
    }

    private Post post(String target, String type, byte[] body) {
        return new Post(
                "POST " + target + " HTTP/1.1\r\n" + headers + "Content-Type: " + type + "\r\nContent-Length: "
                        + body.length + "\r\n\r\n",
                body);
    }

    private HttpAnswer sendAgain(Post post, Duration timeout) throws SQLException {
        try {
            return send(post, timeout);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Throws an IOException when the connection broke, and a SQLException when sending again would be of no use. */
    private HttpAnswer send(Post post, Duration timeout) throws IOException, SQLException {
        HttpLine line = null;
        try {
            line = lines.take();
            post.send(line);
        } catch (IOException e) {
            if (line != null) {
                line.close();
            }
            throw failure(e);
        }
        try {
            return receive(line, timeout);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The timeout is one for the whole answer. An interrupt does not end the waiting: else not even a close would get through to the gateway. */
    private HttpAnswer receive(HttpLine line, Duration timeout) throws IOException, SQLException {
        try {
            HttpAnswer answer = line.receive(timeout.isZero() ? 0 : System.nanoTime() + timeout.toNanos());
            lines.give(line);
            return answer;
        } catch (SocketTimeoutException e) {
            line.close();
            throw tooLate(timeout, e);
        } catch (IOException | RuntimeException e) {
            line.close();
            throw e;
        }
    }

    private IOException failure(Throwable cause) throws SQLException {
        if (cause instanceof HttpLines.ConnectTimeout || cause instanceof UnknownHostException) {
            String why = cause instanceof HttpLines.ConnectTimeout
                    ? "does not accept a connection within the connectTimeout"
                    : "cannot be found: the host name is unknown";
            throw failed(why + ". Check host and port of the URL", cause);
        }
        if (cause instanceof SSLException) {
            throw failed(
                    "does not speak TLS, or its certificate is not trusted (" + cause.getMessage()
                            + "). Check the options tls, trustCertificate, trustStore and keyStore",
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

    private SQLException tooLate(Duration timeout, SocketTimeoutException e) {
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

    private static boolean isColumnar(HttpAnswer response) {
        return response.header("Content-Type").filter(COLUMNS_TYPE::equals).isPresent();
    }

    private <M extends Message> Answer<M> read(HttpAnswer response, M answer) throws SQLException {
        try {
            byte[] body = response.plainBody();
            boolean columnar = isColumnar(response);
            int begin = columnar ? 4 : 0;
            int length = columnar
                    ? ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt()
                    : body.length;
            M message = length == 0 && columnar ? answer : message(response, body, begin, length, answer);
            connected = true;
            return new Answer<>(
                    message,
                    body.length > begin + length ? ColumnFrame.read(body, begin + length) : null,
                    response.header(CLOSED_HEADER).isPresent());
        } catch (IOException | BufferUnderflowException e) {
            throw refused(response.status(), e);
        }
    }

    private <M extends Message> M message(HttpAnswer response, byte[] body, int begin, int length, M answer)
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
        throw refused(response.status(), null);
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
