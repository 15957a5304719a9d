package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.Scan;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The text of a query with its tables written in. */
final class QueryText {
    private QueryText() {}

    /**
     * Writes it.
     *
     * @param known what is known of the files of a scan
     * @param jvmTable writes a scan whose rows the JVM makes
     */
    static String of(
            EngineQuery query,
            Function<Scan.Files, ReadParquetSql.FileKnowledge> known,
            Function<Scan.FromJvm, String> jvmTable) {
        return query.text().stream()
                .map(piece -> piece.match(EngineQuery.Sql::sql, table -> of(table.scan(), known, jvmTable)))
                .collect(Collectors.joining());
    }

    private static String of(
            Scan scan,
            Function<Scan.Files, ReadParquetSql.FileKnowledge> known,
            Function<Scan.FromJvm, String> jvmTable) {
        return scan.match(
                files -> ReadParquetSql.of(files.plan(), known.apply(files)),
                jvmTable,
                parts -> parts.parts().stream()
                        .map(part -> of(part, known, jvmTable))
                        .collect(Collectors.joining(" UNION ALL SELECT * FROM ", "(SELECT * FROM ", ")")));
    }
}
