package io.lakegate.adapters.calcite.schema;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.LakeScan;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.RestrictedTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/** A table at one snapshot, as Calcite sees it. */
public final class LakeTable extends AbstractTable implements TranslatableTable {
    private final LakeScan.Source source;
    private final List<Column> columns;
    private final List<Column> hidden;

    private LakeTable(LakeScan.Source source, List<Column> columns, List<Column> hidden) {
        this.source = requireNonNull(source, "source");
        this.columns = List.copyOf(columns);
        this.hidden = List.copyOf(hidden);
    }

    static LakeTable of(PinnedTable table, TablePins pins, boolean hiddenColumns) {
        List<Column> columns = new ArrayList<>(table.columns());
        if (hiddenColumns) {
            columns.addAll(table.hiddenColumns());
        }
        LakeScan.Source source = new LakeScan.Source(pins.slot(table), table.name(), table.version());
        return new LakeTable(source, columns, table.hiddenColumns());
    }

    /** All columns of a table of which only a part may be seen: for what makes that part. */
    static LakeTable whole(RestrictedTable part, TablePins pins) {
        LakeScan.Source source = new LakeScan.Source(pins.slot(part), part.name(), part.version());
        return new LakeTable(source, part.whole().columns(), List.of());
    }

    /** Whether the column can be named but is no part of {@code *}. */
    public boolean hides(String column) {
        return hidden.stream().anyMatch(each -> each.name().equalsIgnoreCase(column));
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
        return CalciteTypes.rowType(columns, typeFactory);
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
        return LakeScan.of(context.getCluster(), relOptTable, source, columns);
    }
}
