package io.lakegate.jdbc;

import java.sql.SQLException;
import org.apache.calcite.avatica.Meta.Frame;
import org.apache.calcite.avatica.Meta.StatementHandle;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;

/** Asks a gateway for the rows of results, and reads them whether they come in rows or in columns. For any thread. */
final class RowRequests {
    private final Wire wire;

    RowRequests(Wire wire) {
        this.wire = wire;
    }

    /** Rows on their way. */
    final class Ahead {
        private final Wire.Pending begun;

        private Ahead(Wire.Pending begun) {
            this.begun = begun;
        }

        /** They are not wanted any more. */
        void discard() {
            begun.discard();
        }

        /** Waits for them. */
        Frame frame() throws SQLException {
            return RowRequests.frame(wire.finish(begun, Responses.FetchResponse.getDefaultInstance()));
        }
    }

    /** The rows from {@code offset} on; may be none although there are more, when they take long. */
    Frame fetch(StatementHandle statement, long offset, int most) throws SQLException {
        return frame(wire.exchange(
                request(statement, offset, most),
                Responses.FetchResponse.getDefaultInstance(),
                wire.responseTimeout()));
    }

    /** Asks for the rows from {@code offset} on and does not wait for them. */
    Ahead fetchAhead(StatementHandle statement, long offset, int most) {
        return new Ahead(wire.begin(request(statement, offset, most)));
    }

    private static Requests.FetchRequest request(StatementHandle statement, long offset, int most) {
        return Requests.FetchRequest.newBuilder()
                .setConnectionId(statement.connectionId)
                .setStatementId(statement.id)
                .setOffset(offset)
                .setFrameMaxSize(most)
                .build();
    }

    private static Frame frame(Wire.Answer<Responses.FetchResponse> answer) throws SQLException {
        if (answer.rows != null) {
            return answer.rows;
        }
        Responses.FetchResponse response = answer.message;
        if (response.getMissingStatement()) {
            throw missingStatement();
        }
        if (response.getMissingResults()) {
            throw SqlErrors.of(
                    SqlErrors.BAD_CURSOR_STATE,
                    "The gateway keeps the rows of this result no longer. Execute the statement again.");
        }
        return response.hasFrame() ? Frame.fromProto(response.getFrame()) : Frame.EMPTY;
    }

    static SQLException missingStatement() {
        return SqlErrors.of(
                SqlErrors.NO_SUCH_STATEMENT,
                "The gateway does not know this statement any more: it was idle too long. Create it again.");
    }
}
