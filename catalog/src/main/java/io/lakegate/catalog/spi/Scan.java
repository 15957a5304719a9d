package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.scan.ScanPlan;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the rows of one table are to be had. Sealed: they lie in files that the engine reads, or the JVM makes them. */
public sealed interface Scan {
    /** Names and types of the rows, in order. */
    List<Column> columns();

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm, Function<Parts, R> parts);

    /**
     * Rows that the engine reads from data files itself.
     *
     * @param filter of the request that the plan answers
     * @param stage brings the files to the engine
     * @param rows which rows of the plan's only file are read; empty for all of all files
     */
    record Files(ScanPlan plan, Filter filter, FileStage stage, Optional<RowRange> rows) implements Scan {
        public Files {
            requireNonNull(plan, "plan");
            requireNonNull(filter, "filter");
            requireNonNull(stage, "stage");
            if (rows.isPresent() && plan.files().count() != 1) {
                throw new IllegalArgumentException("rows of one file, but a plan of " + plan.report());
            }
        }

        /** All rows. */
        public Files(ScanPlan plan, Filter filter, FileStage stage) {
            this(plan, filter, stage, Optional.empty());
        }

        /** Rows of files that the engine reads where they lie. */
        public Files(ScanPlan plan) {
            this(plan, Filter.ANYTHING, FileStage.IN_PLACE);
        }

        @Override
        public List<Column> columns() {
            return plan.columns();
        }

        @Override
        public <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm, Function<Parts, R> parts) {
            return files.apply(this);
        }
    }

    /**
     * Rows that a reader in this process makes: a format's own reader, or metadata shown as a table.
     *
     * @param rows opens them; called once for each run of the statement; what it gives is closed by the caller
     * @param reason why the JVM reads them, as a clause for EXPLAIN
     * @param texts how each column's values are written, where the rows hold texts of the engine's own for the engine to read; else empty
     */
    record FromJvm(List<Column> columns, Supplier<Rows> rows, String reason, List<TextForm> texts) implements Scan {
        public FromJvm {
            columns = List.copyOf(columns);
            requireNonNull(rows, "rows");
            requireNonNull(reason, "reason");
            texts = List.copyOf(texts);
            if (!texts.isEmpty() && texts.size() != columns.size()) {
                throw new IllegalArgumentException("%d texts for %d columns".formatted(texts.size(), columns.size()));
            }
        }

        /** Rows whose values have the classes that their types ask for. */
        public FromJvm(List<Column> columns, Supplier<Rows> rows, String reason) {
            this(columns, rows, reason, List.of());
        }

        @Override
        public <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm, Function<Parts, R> parts) {
            return fromJvm.apply(this);
        }
    }

    /**
     * How the values of a column are written as texts.
     *
     * @param text the type that the text is one of
     * @param type as {@link ColumnSource.Stored#type()}: of the column's own shape, with names that {@code text} has
     */
    record TextForm(LakeType text, LakeType type, ColumnSource.Written written) {
        public TextForm {
            requireNonNull(text, "text");
            requireNonNull(type, "type");
            requireNonNull(written, "written");
        }
    }

    /**
     * The rows of several scans together, in no order: some the engine reads, others the JVM makes.
     *
     * @param parts at least one, none of them parted again; all with the same columns
     */
    record Parts(List<Scan> parts) implements Scan {
        public Parts {
            parts = List.copyOf(parts);
            if (parts.isEmpty() || parts.stream().anyMatch(Parts.class::isInstance)) {
                throw new IllegalArgumentException("parts are plain scans, and at least one");
            }
        }

        @Override
        public List<Column> columns() {
            return parts.get(0).columns();
        }

        @Override
        public <R> R match(Function<Files, R> files, Function<FromJvm, R> fromJvm, Function<Parts, R> other) {
            return other.apply(this);
        }
    }
}
