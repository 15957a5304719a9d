package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.scan.ScanPlan;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the rows of one table are to be had. Sealed: they lie in files that the engine reads, or the JVM makes them. */
public sealed interface Scan {
    /** Names and types of the rows, in order. */
    List<Column> columns();

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm);

    /** Rows that the engine reads from data files itself. */
    record Files(ScanPlan plan) implements Scan {
        public Files {
            requireNonNull(plan, "plan");
        }

        @Override
        public List<Column> columns() {
            return plan.columns();
        }

        @Override
        public <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm) {
            return files.apply(this);
        }
    }

    /**
     * Rows that a reader in this process makes: a format's own reader, or metadata shown as a table.
     *
     * @param rows opens them; called once for each run of the statement; what it gives is closed by the caller
     * @param reason why the JVM reads them, as a clause for EXPLAIN
     */
    record FromJvm(List<Column> columns, Supplier<Rows> rows, String reason) implements Scan {
        public FromJvm {
            columns = List.copyOf(columns);
            requireNonNull(rows, "rows");
            requireNonNull(reason, "reason");
        }

        @Override
        public <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm) {
            return fromJvm.apply(this);
        }
    }
}
