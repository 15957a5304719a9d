package io.lakegate.adapters.delta;

import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.engine.DefaultJsonHandler;
import io.delta.kernel.defaults.engine.DefaultParquetHandler;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.MetricsReporter;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Kernel's default engine over our files, made to name the log file at which reading fails. For any thread. */
final class KernelEngine extends DefaultEngine {
    private static final String ADD = "add";

    private final DeltaFileIO files;
    private final Optional<StructType> parsedStatistics;

    KernelEngine(DeltaFileIO files) {
        this(files, Optional.empty());
    }

    private KernelEngine(DeltaFileIO files, Optional<StructType> parsedStatistics) {
        super(files);
        this.files = files;
        this.parsedStatistics = parsedStatistics;
    }

    /** An engine that reads the typed statistics of checkpoints as well, as a further field of their {@code add} actions. */
    KernelEngine withParsedStatistics(StructType type) {
        return new KernelEngine(files, Optional.of(type));
    }

    @Override
    public JsonHandler getJsonHandler() {
        return new DefaultJsonHandler(files) {
            @Override
            public CloseableIterator<ColumnarBatch> readJsonFiles(
                    CloseableIterator<FileStatus> paths, StructType schema, Optional<Predicate> predicate) {
                return new LogJson(files, paths, schema);
            }
        };
    }

    @Override
    public ParquetHandler getParquetHandler() {
        return new DefaultParquetHandler(files) {
            @Override
            public CloseableIterator<FileReadResult> readParquetFiles(
                    CloseableIterator<FileStatus> paths, StructType schema, Optional<Predicate> predicate)
                    throws IOException {
                Tracked tracked = new Tracked(paths);
                return new Naming<>(tracked, super.readParquetFiles(tracked, extended(schema), predicate));
            }
        };
    }

    private StructType extended(StructType schema) {
        if (parsedStatistics.isEmpty() || schema.indexOf(ADD) < 0) {
            return schema;
        }
        StructType extended = new StructType();
        for (StructField field : schema.fields()) {
            extended = field.getName().equals(ADD) && field.getDataType() instanceof StructType add
                    ? extended.add(ADD, add.add(ParsedStatistics.FIELD, parsedStatistics.get()), field.isNullable())
                    : extended.add(field);
        }
        return extended;
    }

    /** None: the default one turns a report of every snapshot and scan into JSON, whether the log level wants it or not. */
    @Override
    public List<MetricsReporter> getMetricsReporters() {
        return List.of();
    }

    /** Files on their way to a reader; remembers the last one. */
    private static final class Tracked implements CloseableIterator<FileStatus> {
        private final CloseableIterator<FileStatus> files;
        private @Nullable FileStatus current;

        Tracked(CloseableIterator<FileStatus> files) {
            this.files = files;
        }

        @Override
        public boolean hasNext() {
            return files.hasNext();
        }

        @Override
        public FileStatus next() {
            FileStatus next = files.next();
            current = next;
            return next;
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }

    /** What was read from files; puts the name of the file on a failure. */
    private record Naming<T>(Tracked files, CloseableIterator<T> contents) implements CloseableIterator<T> {
        @Override
        public boolean hasNext() {
            return naming(contents::hasNext);
        }

        @Override
        public T next() {
            return naming(contents::next);
        }

        private <R> R naming(Supplier<R> step) {
            try {
                return step.get();
            } catch (LogFileException e) {
                throw e;
            } catch (RuntimeException e) {
                FileStatus file = files.current;
                throw file == null ? e : new LogFileException(file.getPath(), e);
            }
        }

        @Override
        public void close() throws IOException {
            contents.close();
        }
    }
}
