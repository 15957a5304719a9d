package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.filter.FilterText;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.expressions.ManifestEvaluator;
import org.apache.iceberg.expressions.Projections;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** Judges which files of a listing can hold a row that one filter wants, with the library's own evaluators. For any thread. */
final class FileJudge {
    /** What becomes of a file. */
    enum Verdict {
        KEPT,
        /** Its partition rules it out. */
        BY_PARTITION,
        /** Its least and greatest values rule it out. */
        BY_STATISTICS
    }

    private final Filter filter;
    private final SnapshotChoice choice;
    private final Expression expression;
    private final InclusiveMetricsEvaluator metrics;
    private final ColumnsFilter columns;
    private final Map<Integer, Evaluator> partitions = new ConcurrentHashMap<>();
    private final Map<Integer, ManifestEvaluator> manifests = new ConcurrentHashMap<>();

    FileJudge(SnapshotChoice choice, Filter filter, Expression expression) {
        this.filter = filter;
        this.choice = choice;
        this.expression = expression;
        this.metrics = new InclusiveMetricsEvaluator(choice.listed(), expression);
        this.columns = ColumnsFilter.of(choice.listed(), expression);
    }

    /** Keeps every file. */
    static FileJudge ofAll(SnapshotChoice choice) {
        return new FileJudge(choice, Filter.ANYTHING, Expressions.alwaysTrue());
    }

    /** Whether a manifest may list a file that matters, as far as the summaries of its partitions tell. */
    boolean mayMatter(ManifestFile manifest, PartitionSpec spec) {
        return manifests
                .computeIfAbsent(spec.specId(), id -> ManifestEvaluator.forPartitionFilter(projected(spec), spec, true))
                .eval(manifest);
    }

    boolean mayMatter(PartitionSpec spec, StructLike partition) {
        return partitions
                .computeIfAbsent(spec.specId(), id -> new Evaluator(spec.partitionType(), projected(spec)))
                .eval(partition);
    }

    /** Takes out files of a manifest whose values exclude them; fast, and not all of those that {@link #judge} takes out. */
    void narrow(ManifestColumns manifest, boolean[] mayMatter) {
        columns.narrow(manifest, mayMatter);
    }

    Verdict judge(FileScanTask task) {
        if (!mayMatter(task.spec(), task.file().partition())) {
            return Verdict.BY_PARTITION;
        }
        return metrics.eval(task.file()) ? Verdict.KEPT : Verdict.BY_STATISTICS;
    }

    /**
     * What the expression says of partitions. The spec may know columns by the names that they have now, by which the expression would mean
     * other columns or none; where a column of it is not in the listed schema at all, nothing is said.
     */
    private Expression projected(PartitionSpec spec) {
        try {
            return Projections.inclusive(spec.toUnbound().bind(choice.listed())).project(expression);
        } catch (ValidationException e) {
            return Expressions.alwaysTrue();
        }
    }

    /** Why the verdict on a file is what it is: a clause that a user understands. */
    String reason(FileScanTask task, Verdict verdict) {
        return switch (verdict) {
            case KEPT -> kept(task.file());
            case BY_PARTITION ->
                "its partition is %s, so no row has %s"
                        .formatted(task.spec().partitionToPath(task.file().partition()), FilterText.of(filter));
            case BY_STATISTICS -> "%s, so no row has %s".formatted(facts(task.file()), FilterText.of(filter));
        };
    }

    private String kept(DataFile file) {
        Set<ColumnPath> columns = FilterColumns.of(filter);
        if (columns.isEmpty()) {
            return "no condition can be judged by metadata";
        }
        String facts = facts(file);
        return facts.isEmpty()
                ? "nothing is known about its values of "
                        + columns.stream().map(ColumnPath::toString).collect(Collectors.joining(", "))
                : "its values may match: " + facts;
    }

    private String facts(DataFile file) {
        List<String> facts = FilterColumns.of(filter).stream()
                .map(column -> facts(column, file))
                .filter(text -> !text.isEmpty())
                .toList();
        return facts.stream().collect(Collectors.joining(", "));
    }

    private String facts(ColumnPath column, DataFile file) {
        Types.NestedField field = Columns.find(choice.schema(), column).orElse(null);
        if (field == null || !field.type().isPrimitiveType()) {
            return "";
        }
        int id = field.fieldId();
        Optional<ByteBuffer> lower = Optional.ofNullable(file.lowerBounds()).map(bounds -> bounds.get(id));
        Optional<ByteBuffer> upper = Optional.ofNullable(file.upperBounds()).map(bounds -> bounds.get(id));
        if (lower.isPresent() && upper.isPresent()) {
            return "%s is between %s and %s".formatted(column, text(field, lower.get()), text(field, upper.get()));
        }
        Map<Integer, Long> nulls = file.nullValueCounts();
        boolean onlyNull = nulls != null && Long.valueOf(file.recordCount()).equals(nulls.get(id));
        return onlyNull ? column + " is always NULL" : "";
    }

    private static String text(Types.NestedField field, ByteBuffer bound) {
        try {
            Object value = Conversions.fromByteBuffer(field.type(), bound.duplicate());
            return FilterText.of(InternalValues.of(IcebergTypes.ofPrimitive(field.type()), field.type(), value));
        } catch (RuntimeException e) {
            return "?"; // a bound of another type than the column has now: only the text is lost
        }
    }
}
