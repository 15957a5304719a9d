package io.lakegate.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The program that writes the sample lake: {@code SampleLakeWriter FOLDER}, where the folder holds {@code demo.sql}. It
 * replaces {@code FOLDER/lake} by new tables, and {@code FOLDER/demo.expected.csv} by Spark's own answer to {@code demo.sql}.
 *
 * <p>Each run gives the same rows in the same commits. Names of data files and commit times differ from run to run.
 */
public final class SampleLakeWriter {
    private SampleLakeWriter() {}

    /** Writes the lake; ends with an exception when the folder is not that of a sample lake. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(
                    "Give one argument, the folder that holds demo.sql; got: " + String.join(" ", arguments));
        }
        Path folder = Path.of(arguments[0]).toAbsolutePath().normalize();
        try (SparkSession spark = SparkSessions.start(Map.of("lake", folder.resolve("lake")))) {
            write(spark, folder);
        }
    }

    /** As {@link #main}, in a session whose catalog {@code lake} is {@code folder/lake}. */
    static void write(SparkSession spark, Path folder) throws IOException {
        Path demo = folder.resolve("demo.sql");
        // Checked before anything is deleted: a wrong argument must not cost anyone a folder named "lake".
        if (!Files.isRegularFile(demo)) {
            throw new IllegalArgumentException(
                    "%s is not the folder of a sample lake: it holds no demo.sql.".formatted(folder));
        }
        FileUtils.deleteDirectory(folder.resolve("lake").toFile());
        new SampleLake(spark).write();
        Files.writeString(folder.resolve("demo.expected.csv"), csv(spark.sql(Files.readString(demo))));
    }

    /** RFC 4180 but for line ends, which are LF: a line of column names, then the rows in their order; NULL is an empty field. */
    static String csv(Dataset<Row> answer) {
        Stream<String> rows = answer.selectExpr("to_csv(struct(*))").as(Encoders.STRING()).collectAsList().stream();
        return Stream.concat(Stream.of(String.join(",", answer.columns())), rows)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
