package io.lakegate.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.Meta;

/** What the test gateway answers to one text: columns, parameters, and rows that come in frames. */
final class Answer {
    /** How long the gateway keeps a request for rows that are not there yet. */
    private static final long LONG_POLL_MILLIS = 20;

    final List<ColumnMetaData> columns = new ArrayList<>();
    final List<AvaticaParameter> parameters = new ArrayList<>();
    final List<Object> rows = new ArrayList<>();
    int frameRows = 2;
    /** Rows are given out only when this is open. */
    final CountDownLatch ready;

    private Answer(int locks) {
        ready = new CountDownLatch(locks);
    }

    static Answer now() {
        return new Answer(0);
    }

    /** An answer that comes when {@link #ready} is counted down. */
    static Answer later() {
        return new Answer(1);
    }

    Answer column(String label, int type, String typeName, Rep rep) {
        columns.add(new ColumnMetaData(
                columns.size(),
                false,
                true,
                true,
                false,
                1,
                true,
                20,
                label,
                label,
                "default",
                38,
                3,
                "t",
                "lake",
                ColumnMetaData.scalar(type, typeName, rep),
                true,
                false,
                false,
                "java.lang.Object"));
        return this;
    }

    Answer row(Object... values) {
        rows.add(Arrays.asList(values));
        return this;
    }

    Answer parameter(int type, String typeName) {
        parameters.add(new AvaticaParameter(true, 0, 0, type, typeName, "java.lang.Object", "?" + parameters.size()));
        return this;
    }

    Meta.Signature signature(String sql) {
        return new Meta.Signature(
                columns, sql, parameters, Collections.emptyMap(), Meta.CursorFactory.LIST, Meta.StatementType.SELECT);
    }

    /** The next frame; an empty one that is not the last when there is nothing yet. */
    Meta.Frame frame(long offset, int asked) throws InterruptedException {
        if (!ready.await(LONG_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            return new Meta.Frame(offset, false, Collections.emptyList());
        }
        int size = asked > 0 ? asked : frameRows;
        int end = (int) Math.min(rows.size(), offset + size);
        return new Meta.Frame(offset, end == rows.size(), rows.subList((int) offset, end));
    }
}
