package io.lakegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** What was measured, as lines that are printed at once and again at the end. For one thread. */
final class Figures {
    private final StringBuilder report = new StringBuilder();

    /** Something that is measured. */
    interface Work {
        Object run() throws IOException, SQLException;
    }

    /** The same with a number from 0 on; what is done to make the work is not measured. */
    interface Works {
        Work of(int index) throws IOException, SQLException;
    }

    static double millis(Work work) throws IOException, SQLException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    static double median(int times, Works works) throws IOException, SQLException {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            millis[i] = millis(works.of(i));
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }

    /** The memory that is in use. */
    static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    void tell(String what, double millis) {
        line(what, "%.1f ms".formatted(millis));
    }

    void line(String what, String figure) {
        String line = "%-50s %20s%n".formatted(what, figure);
        System.out.print(line);
        report.append(line);
    }

    /** {@code before} is the memory that was in use without the listing. */
    void heap(String what, long before, long files) {
        line(what, "%.0f bytes a file".formatted((used() - before) / (double) files));
    }

    @Override
    public String toString() {
        return report.toString();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
