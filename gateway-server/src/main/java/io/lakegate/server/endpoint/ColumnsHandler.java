package io.lakegate.server.endpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lakegate.server.rows.ColumnFrame;
import io.lakegate.server.rows.RowFrame;
import io.lakegate.server.session.CallerSessions;
import io.lakegate.server.session.SessionStatement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Common.WireMessage;
import org.apache.calcite.avatica.proto.Requests;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Our driver's form of Avatica's protocol: the same requests, and an answer that is Avatica's message, behind its length, and after it the rows as a
 * {@link ColumnFrame}. For one request.
 *
 * <p>The content type of the answer tells the driver that it speaks with a gateway that knows this form. An answer to a fetch has no message unless
 * it is an error.
 */
final class ColumnsHandler {
    static final String CONTENT_TYPE = "application/vnd.lakegate.columns.1";

    /** Tells the driver that the statement is closed already, because all of its rows are in the answer. */
    static final String CLOSED_HEADER = "Lakegate-Closed";

    /** Bytes of a frame from which on a client that asks for it gets it compressed. */
    private static final int WORTH_COMPRESSING = 1_000;

    private final AvaticaHandler avatica;
    private final CallerSessions sessions;

    ColumnsHandler(AvaticaHandler avatica, CallerSessions sessions) {
        this.avatica = avatica;
        this.sessions = sessions;
    }

    /** {@code gzip} says that the client takes rows compressed. */
    void answer(byte[] request, boolean gzip, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
        Message message = message(request);
        ByteBuffer frame;
        try {
            frame = message.rows().isPresent() ? frame(message, response) : null;
        } catch (RuntimeException e) {
            message = new Message(avatica.error(e), Optional.empty(), 0, Duration.ZERO, false);
            frame = null;
        }
        response.setStatus(message.answer().status());
        ByteBuffer head = ByteBuffer.allocate(4 + message.answer().body().remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(message.answer().body().remaining())
                .put(message.answer().body().duplicate())
                .flip();
        if (frame == null) {
            response.write(true, head, callback);
        } else if (gzip && frame.remaining() > WORTH_COMPRESSING) {
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
            response.write(true, compressed(head, frame), callback);
        } else {
            ByteBuffer rows = frame;
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, head.remaining() + rows.remaining());
            response.write(false, head, Callback.from(() -> response.write(true, rows, callback), callback::failed));
        }
    }

    /** Answers a request that is refused before it is read; the response has its status. */
    static void refuse(RuntimeException why, AvaticaHandler avatica, Response response, Callback callback) {
        ByteBuffer error = avatica.error(why).body();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
        response.write(
                true,
                ByteBuffer.allocate(4 + error.remaining())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(error.remaining())
                        .put(error)
                        .flip(),
                callback);
    }

    private static ByteBuffer compressed(ByteBuffer head, ByteBuffer rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.remaining() / 2);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try (WritableByteChannel out = Channels.newChannel(new GZIPOutputStream(bytes, 1 << 16) {
            {
                def.end();
                def = deflater;
            }
        })) {
            out.write(head);
            out.write(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            deflater.end();
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /**
     * An answer of Avatica's, and where the rows are that go with it.
     *
     * @param rows the statement that has them
     * @param offset of the first of them
     * @param patience how long to wait for them
     * @param once whether the statement is of no use without its rows: one that was not prepared is made by executing it
     */
    private record Message(
            AvaticaHandler.Answer answer,
            Optional<SessionStatement> rows,
            long offset,
            Duration patience,
            boolean once) {}

    private Message message(byte[] request) {
        try {
            WireMessage wire = WireMessage.parseFrom(request);
            String name = wire.getName().substring(wire.getName().lastIndexOf('$') + 1);
            return switch (name) {
                case "FetchRequest" -> fetched(Requests.FetchRequest.parseFrom(wire.getWrappedMessage()));
                case "PrepareAndExecuteRequest" -> {
                    Requests.PrepareAndExecuteRequest execute =
                            Requests.PrepareAndExecuteRequest.parseFrom(wire.getWrappedMessage());
                    yield executed(request, execute.getConnectionId(), execute.getStatementId(), true);
                }
                case "ExecuteRequest" -> {
                    Common.StatementHandle handle = Requests.ExecuteRequest.parseFrom(wire.getWrappedMessage())
                            .getStatementHandle();
                    yield executed(request, handle.getConnectionId(), handle.getId(), false);
                }
                default -> new Message(avatica.answer(request), Optional.empty(), 0, Duration.ZERO, false);
            };
        } catch (InvalidProtocolBufferException e) {
            return new Message(
                    avatica.error(ErrorTranslator.invalidRequest()), Optional.empty(), 0, Duration.ZERO, false);
        } catch (RuntimeException e) {
            return new Message(avatica.error(e), Optional.empty(), 0, Duration.ZERO, false);
        }
    }

    private Message fetched(Requests.FetchRequest fetch) {
        SessionStatement statement = sessions.session(fetch.getConnectionId()).statement(fetch.getStatementId());
        AvaticaHandler.Answer nothing = new AvaticaHandler.Answer(HttpStatus.OK_200, ByteBuffer.allocate(0));
        return new Message(nothing, Optional.of(statement), fetch.getOffset(), GatewayMeta.FETCH_PATIENCE, false);
    }

    private Message executed(byte[] request, String connection, int statement, boolean once) {
        AvaticaHandler.Answer answer = avatica.answer(request);
        Optional<SessionStatement> rows = answer.status() == HttpStatus.OK_200
                ? Optional.of(sessions.session(connection).statement(statement)).filter(SessionStatement::hasRows)
                : Optional.empty();
        return new Message(answer, rows, 0, GatewayMeta.FIRST_FRAME_PATIENCE, once);
    }

    private static ByteBuffer frame(Message message, Response response) {
        SessionStatement statement = message.rows().orElseThrow();
        RowFrame frame = statement.fetch(message.offset(), message.patience());
        if (frame.done() && message.once()) {
            statement.forget();
            response.getHeaders().put(CLOSED_HEADER, "1");
        }
        return ColumnFrame.write(frame, statement.columns(), statement.layouts())
                .toBuffer();
    }
}
