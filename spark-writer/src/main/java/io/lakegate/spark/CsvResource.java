package io.lakegate.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A CSV file beside this class, with a header line, whose empty fields are NULL. */
record CsvResource(String fileName) {
    /** The rows in the file's order, read by Spark. A value that does not fit its type is an error, not a NULL. */
    Dataset<Row> read(SparkSession spark, String columns) {
        return spark.read()
                .option("header", true)
                .option("escape", "\"")
                .option("mode", "FAILFAST")
                .schema(columns)
                .csv(spark.createDataset(lines(), Encoders.STRING()).coalesce(1));
    }

    private List<String> lines() {
        try (InputStream content = CsvResource.class.getResourceAsStream(fileName)) {
            if (content == null) {
                throw new IllegalStateException("no resource " + fileName + " beside " + CsvResource.class.getName());
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + fileName, e);
        }
    }
}
