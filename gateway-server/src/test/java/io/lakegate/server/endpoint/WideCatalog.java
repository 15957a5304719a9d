package io.lakegate.server.endpoint;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A catalog of 1,000 tables with 200 columns each, which counts how often it opens one. */
final class WideCatalog implements LakeCatalog {
    static final int TABLES = 1_000;
    static final int COLUMNS = 200;

    private static final List<LakeType> TYPES = List.of(
            Simple.BIGINT,
            Simple.VARCHAR,
            new LakeType.Decimal(18, 2),
            Simple.DATE,
            Simple.TIMESTAMP_TZ,
            Simple.DOUBLE);

    final AtomicInteger opened = new AtomicInteger();
    private final List<Column> columns = new ArrayList<>();
    private final List<String> tables;

    WideCatalog() {
        for (int i = 0; i < COLUMNS; i++) {
            columns.add(new Column("column_" + i, TYPES.get(i % TYPES.size())));
        }
        tables = IntStream.range(0, TABLES)
                .mapToObj(i -> "table_%04d".formatted(i))
                .toList();
    }

    @Override
    public String name() {
        return "wide";
    }

    @Override
    public String type() {
        return "delta";
    }

    @Override
    public List<String> schemas() {
        return List.of("all");
    }

    @Override
    public List<String> tables(String schema) {
        return schema.equals("all") ? tables : List.of();
    }

    @Override
    public Optional<TableName> find(String schema, String table) {
        return tables(schema).contains(table) ? Optional.of(new TableName("wide", schema, table)) : Optional.empty();
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        opened.incrementAndGet();
        return new PinnedTable() {
            @Override
            public TableName name() {
                return table;
            }

            @Override
            public long version() {
                return 1;
            }

            @Override
            public String identity() {
                return table.toString();
            }

            @Override
            public List<Column> columns() {
                return columns;
            }

            @Override
            public String comment() {
                return "";
            }

            @Override
            public Scan scan(ScanRequest request, Reader reader) {
                throw new UnsupportedOperationException("it has no rows");
            }

            @Override
            public List<FileVerdict> verdicts(ScanRequest request) {
                return List.of();
            }

            @Override
            public Optional<PinnedTable> metadata(String kind) {
                return Optional.empty();
            }

            @Override
            public List<String> metadataKinds() {
                return List.of();
            }
        };
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        throw new UnsupportedOperationException("it has no changes");
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        return Optional.empty();
    }

    @Override
    public List<TableFeature> features(TableName table, Version version) {
        return List.of();
    }

    @Override
    public List<Path> localRoots() {
        return List.of();
    }

    @Override
    public void close() {}
}
