package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.FileKey;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.FileStage.Part;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One statement on a DuckDB connection of its own, or on that of a prepared one. {@code run} is for one thread, {@code cancel} for any. */
final class DuckDbStatement implements QueryEngine.EngineStatement {
    private static final Logger log = LoggerFactory.getLogger(DuckDbStatement.class);

    /** What is fetched when the engine finds a gap, and when it does so again. */
    private static final List<Part> WIDER = List.of(Part.COLUMNS, Part.WHOLE);

    private final EngineQuery query;
    private final EngineDatabase database;
    private final FileLayouts fileLayouts;
    /** Opened when it is needed: a statement that is prepared already has its own. */
    private @Nullable DuckDBConnection connection;

    private final StagedScans staged;
    private final ShownErrors shown;
    private final LentStatement lent;
    private final EngineTurn turn;
    private final List<JvmTable> jvmTables = new CopyOnWriteArrayList<>();
    private final List<DeletedRowsCondition> deletes = new CopyOnWriteArrayList<>();
    private String runText = "";
    private FileLayouts.@Nullable Known layouts;
    private volatile boolean canceled;
    private volatile @Nullable PreparedStatement running;
    /** Held while the running statement is interrupted, or handed over: an interrupt must not reach who has it next. */
    private final Object handover = new Object();

    private boolean closed; // guarded by handover

    DuckDbStatement(EngineQuery query, EngineDatabase database, FileLayouts layouts) {
        this.query = query;
        this.database = database;
        this.fileLayouts = layouts;
        this.staged = new StagedScans(query);
        this.shown = new ShownErrors(staged);
        this.lent = new LentStatement(database);
        this.turn = new EngineTurn(database.gate(), staged.bytes());
    }

    private DuckDBConnection connection() throws SQLException {
        DuckDBConnection open = connection;
        if (open == null) {
            open = database.connect();
            connection = open;
        }
        return open;
    }

    private FileLayouts.Known layouts() {
        if (layouts == null) {
            if (fileLayouts.mustLook(staged)) {
                staged.fetch(Part.FOOTER);
            }
            layouts = fileLayouts.of(staged, this::connection);
        }
        return layouts;
    }

    /** What runs: with deletes and rows of the JVM registered, keys written out, and files where the engine reads them. */
    private String runText() {
        String statement = QueryText.of(
                query,
                scan -> new ShownKnowledge(scan) {
                    @Override
                    public String condition(List<DataFile> files) {
                        DeletedRowsCondition condition = database.deletedRows().put(files);
                        deletes.add(condition);
                        return condition.sql();
                    }

                    @Override
                    public String key(FileKey key) {
                        return key.base64();
                    }

                    @Override
                    public String place(DataFile file) {
                        return staged.place(scan, file);
                    }
                },
                scan -> {
                    JvmTable table = database.jvmTables().put(TextColumns.carried(scan), scan.rows());
                    jvmTables.add(table);
                    return TextColumns.sql(scan, table.sql());
                });
        return DeliveredTypes.wrap(statement, query.columns());
    }

    /** As a text for people has it: deleted rows as a list, no keys, files where they lie. */
    private class ShownKnowledge implements ReadParquetSql.FileKnowledge {
        private final Scan.Files scan;

        ShownKnowledge(Scan.Files scan) {
            this.scan = scan;
        }

        @Override
        public String condition(List<DataFile> files) {
            return DeletedRowsFilter.condition(files);
        }

        @Override
        public Optional<RowRange> rows() {
            return scan.rows();
        }

        @Override
        public Optional<FileLayout> layout(DataFile file) {
            return layouts().of(staged.place(scan, file));
        }
    }

    @Override
    public String text() {
        return QueryText.of(
                query,
                ShownKnowledge::new,
                scan -> "(/* rows from the JVM: " + scan.reason().replace("*/", "* /") + " */)");
    }

    @Override
    public Transfers transfers() {
        return staged.transfers();
    }

    /** Fetches of files in stores what is read, so that {@link #run} need not. For one thread, which may be another than that of {@code run}. */
    void fetch() {
        layouts();
        staged.fetch(Part.SCANNED);
    }

    @Override
    public Rows run() {
        fetch();
        runText = runText();
        return staged.mayHaveGaps() ? new GappedRows(WIDER, this::runWider, this::runOnce) : runOnce();
    }

    private Rows runWider(Part part) {
        failIfCanceled();
        log.info("The engine came to parts of files that were not fetched; now {} is.", part);
        staged.fetch(part);
        return runOnce();
    }

    private Rows runOnce() {
        try {
            Optional<Rows> chunks = DuckDbChunks.mayRead(query.columns()) ? runChunked() : Optional.empty();
            if (chunks.isPresent()) {
                return chunks.get();
            }
            PreparedStatement statement = prepare(runText);
            running = statement;
            failIfCanceled(); // a cancel before this point had nothing to interrupt
            return new DuckDbRows(query.columns(), execute(statement), this);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    private Optional<Rows> runChunked() throws SQLException {
        String sql = DuckDbChunks.marked(runText, query.columns());
        PreparedStatement statement = lent(sql);
        running = statement;
        failIfCanceled();
        Optional<Rows> rows = DuckDbChunks.run(statement.unwrap(DuckDBPreparedStatement.class), query.columns(), this);
        if (rows.isEmpty()) {
            statement.close();
            lent.giveUp(connection);
        }
        return rows;
    }

    /** A statement of this text: one that is prepared, if there is one, or can be kept for the next time. */
    private PreparedStatement lent(String sql) throws SQLException {
        // One that is kept would hold on to parts of objects that may be dropped.
        Optional<ReadyKey> key = jvmTables.isEmpty() && deletes.isEmpty() && staged.areInPlace()
                ? ReadyKey.of(sql, staged.dataFiles().toList())
                : Optional.empty();
        if (key.isEmpty()) {
            return prepare(sql);
        }
        PreparedStatement ready = lent.take(key.get(), sql, this::connection);
        bind(ready);
        return ready;
    }

    /** Where it waits before the engine does anything for it. */
    EngineTurn turn() {
        return turn;
    }

    /** The rows of a prepared statement were read to their end: it may run again. */
    void readToItsEnd(DuckDBChunkedResult result) {
        lent.readToItsEnd(result);
    }

    /** What ended a chunked result before its end: found out by running the statement again in the way that tells. */
    RuntimeException cutShort() {
        failIfCanceled();
        SQLException unknown = new SQLException("DuckDB ended the result early and does not say why");
        if (jvmFailure().isPresent()) {
            return translate(unknown);
        }
        try (PreparedStatement again = prepare(runText)) {
            running = again;
            try (ResultSet rows = execute(again)) {
                while (rows.next()) {
                    failIfCanceled();
                }
            }
            return translate(unknown);
        } catch (SQLException named) {
            return translate(named);
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection().prepareStatement(sql);
        bind(statement);
        return statement;
    }

    private void bind(PreparedStatement statement) throws SQLException {
        List<Value> parameters = query.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Object content = parameters.get(i).content().orElse(null);
            statement.setObject(i + 1, content instanceof List<?> list ? texts(list) : bindable(content));
        }
    }

    /** The driver takes every class of {@link Value} but these as it is. */
    private static @Nullable Object bindable(@Nullable Object content) {
        return content instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : content;
    }

    /** A list as one of texts: the statement casts its parameters to their types. */
    private Array texts(List<?> list) throws SQLException {
        return connection()
                .createArrayOf(
                        "VARCHAR",
                        list.stream()
                                .map(element -> element == null ? null : element.toString())
                                .toArray());
    }

    private ResultSet execute(PreparedStatement statement) throws SQLException {
        try {
            return turn.start(statement::executeQuery);
        } catch (SQLException e) {
            throw canceled || !isNamelessError(e) ? e : nameError(e);
        }
    }

    /** A streamed result that fails before its first row tells the driver so, but not why. */
    private static boolean isNamelessError(SQLException e) {
        return e.getMessage() != null && e.getMessage().endsWith("Invalid result set");
    }

    /** Runs the statement again through the driver's other call, which keeps the reason of a failure before the first row. */
    private SQLException nameError(SQLException nameless) throws SQLException {
        try (PreparedStatement again = prepare(runText)) {
            running = again;
            again.unwrap(DuckDBPreparedStatement.class).query().close();
            return nameless;
        } catch (SQLException named) {
            return named;
        }
    }

    @Override
    public void cancel() {
        canceled = true;
        staged.cancel();
        deletes.forEach(DeletedRowsCondition::close); // DuckDB may be waiting for them
        synchronized (handover) {
            PreparedStatement statement = running;
            if (statement != null) {
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    log.debug("nothing to interrupt", e); // it ended by itself in between
                }
            }
        }
    }

    @Override
    public OptionalDouble progress() {
        synchronized (handover) {
            PreparedStatement statement = running;
            try {
                double percent = statement == null || statement.isClosed()
                        ? -1
                        : statement
                                .unwrap(DuckDBPreparedStatement.class)
                                .getQueryProgress()
                                .getPercentage();
                return percent < 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(percent, 100));
            } catch (SQLException e) {
                return OptionalDouble.empty(); // it ended in between
            }
        }
    }

    /** DuckDB forgets an interrupt that comes between two reads, so readers ask here. */
    void failIfCanceled() {
        if (canceled) {
            throw DuckDbErrors.canceled();
        }
    }

    /** A failure in rows that come from the JVM is told as it happened there, not as DuckDB heard of it. */
    RuntimeException translate(SQLException error) {
        if (canceled) {
            return DuckDbErrors.canceled();
        }
        if (DuckDbErrors.endedDatabase(error)) {
            // Who hears of it first is taken for the cause: DuckDB says the same to all.
            if (!database.end()) {
                return DuckDbErrors.restarted(error);
            }
            log.error("A defect in the engine ended its database. The statement: {}", ShownErrors.withoutTables(query));
            return DuckDbErrors.defect(shown.withoutKeys(error));
        }
        return jvmFailure().orElseGet(() -> shown.translate(error));
    }

    private Optional<RuntimeException> jvmFailure() {
        return Stream.concat(
                        jvmTables.stream().flatMap(table -> table.failure().stream()),
                        deletes.stream().flatMap(condition -> condition.failure().stream()))
                .findFirst();
    }

    @Override
    public void close() {
        PreparedStatement statement;
        synchronized (handover) {
            if (closed) {
                return; // its connection may be another's by now
            }
            closed = true;
            statement = running;
            running = null;
        }
        turn.end();
        try {
            if (canceled || !lent.keep(connection)) {
                if (statement != null && !statement.isClosed()) { // DuckDB closes it itself after an error
                    statement.cancel();
                    statement.close();
                }
                lent.giveUp(connection);
                closeConnection();
            }
            jvmTables.forEach(JvmTable::close);
            deletes.forEach(DeletedRowsCondition::close);
        } catch (SQLException e) {
            throw new GatewayException(ErrorCode.INTERNAL, "a DuckDB connection does not close: " + e.getMessage(), e);
        } finally {
            staged.close();
        }
    }

    private void closeConnection() throws SQLException {
        DuckDBConnection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
