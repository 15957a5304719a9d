package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.plan.FilterConverter;
import io.lakegate.adapters.calcite.plan.LakeScan;
import io.lakegate.adapters.calcite.plan.ScanConditions;
import io.lakegate.adapters.calcite.sql.QueryText;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.Reader;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;

/**
 * A statement that was parsed, validated and translated against pinned tables. It waits for its parameters' values. Immutable, for any
 * thread.
 */
public final class PlannedStatement {
    private final RelNode plan;
    private final List<Column> columns;
    private final List<LakeType> parameters;
    private final QueryText text;
    private final ZoneId zone;
    private final ScanConditions conditions;
    private final boolean readsViews;

    /** {@code zone} is the session's. */
    PlannedStatement(
            RelNode plan,
            List<Column> columns,
            List<LakeType> parameters,
            QueryText text,
            ZoneId zone,
            boolean readsViews) {
        this.plan = plan;
        this.columns = List.copyOf(columns);
        this.parameters = List.copyOf(parameters);
        this.text = text;
        this.zone = zone;
        this.conditions = ScanConditions.of(plan);
        this.readsViews = readsViews;
    }

    /** Whether any of what it names is a view. */
    public boolean readsViews() {
        return readsViews;
    }

    /** Names and types of the rows, in order. */
    public List<Column> columns() {
        return columns;
    }

    /** Types of the parameters, in order. */
    public List<LakeType> parameters() {
        return parameters;
    }

    /** The tree of operators as indented text, one operator a line. */
    public String explain() {
        return RelOptUtil.toString(plan);
    }

    /**
     * Plans the scans with these values and puts them into the text.
     *
     * <p>Cost: reads the metadata of the tables, no data.
     *
     * @param values one for each parameter, of its type
     * @param reader who is to read data files
     * @throws GatewayException what {@link io.lakegate.catalog.spi.PinnedTable#scan} throws
     */
    public BoundStatement bind(List<Value> values, Reader reader) {
        if (values.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "%d values for %d parameters".formatted(values.size(), parameters.size()));
        }
        List<EngineQuery.Piece> pieces = new ArrayList<>();
        List<BoundScan> scans = new ArrayList<>();
        for (int i = 0; i < text.scans().size(); i++) {
            BoundScan scan = bind(text.scans().get(i), values, reader);
            pieces.add(new EngineQuery.Sql(text.pieces().get(i)));
            pieces.add(new EngineQuery.Table(scan.scan()));
            scans.add(scan);
        }
        pieces.add(new EngineQuery.Sql(text.pieces().get(text.scans().size())));
        return new BoundStatement(
                new EngineQuery(
                        pieces,
                        columns,
                        text.parameters().stream().map(values::get).toList()),
                scans);
    }

    private BoundScan bind(LakeScan scan, List<Value> values, Reader reader) {
        List<Column> scanned = scan.columns();
        Filter filter = new FilterConverter(scanned, scan.getCluster().getRexBuilder(), values, zone)
                .convert(conditions.of(scan));
        ScanRequest request = new ScanRequest(scanned.stream().map(Column::name).toList(), filter);
        return new BoundScan(scan.pinned(), request, scan.pinned().scan(request, reader));
    }
}
