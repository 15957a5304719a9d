package io.lakegate.catalog.spi;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.OptionalDouble;

/** What runs a statement once its tables are file lists. For any thread. */
public interface QueryEngine extends AutoCloseable {
    /** Turns a query into the engine's own statement. Reads nothing. */
    EngineStatement prepare(EngineQuery query);

    /**
     * What it holds at the moment.
     *
     * @param memoryBytes of memory, for all statements together
     * @param temporaryBytes on disk, of what did not fit into memory
     */
    record Use(long memoryBytes, long temporaryBytes) {}

    /** How much it holds at the moment. */
    default Use use() {
        return new Use(0, 0);
    }

    /** Ends all statements that run. */
    @Override
    void close();

    /** One statement, ready to run once. {@code run} is for one thread, {@code cancel} for any. */
    interface EngineStatement extends AutoCloseable {
        /** The statement as text that the stock engine can run, for EXPLAIN; not where rows come from the JVM, which it only names. */
        String text();

        /**
         * Runs the statement and returns when the first rows can be read.
         *
         * @throws GatewayException {@link ErrorCode#CANCELED}, {@link ErrorCode#OUT_OF_MEMORY}, {@link ErrorCode#STORAGE_UNREADABLE} or an
         *     error in the values computed
         */
        Rows run();

        /** The bytes of data files in stores that it took so far. */
        default FileStage.Transfers transfers() {
            return FileStage.Transfers.NONE;
        }

        /** How much of it is done, from 0 to 100, as the engine estimates it; empty where it cannot tell. For any thread. */
        default OptionalDouble progress() {
            return OptionalDouble.empty();
        }

        /** Makes {@code run} and reading of its rows end with {@link ErrorCode#CANCELED}, soon. */
        void cancel();

        @Override
        void close();
    }
}
