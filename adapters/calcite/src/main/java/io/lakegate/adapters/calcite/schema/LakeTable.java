package io.lakegate.adapters.calcite.schema;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.LakeScan;
import io.lakegate.catalog.spi.PinnedTable;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/** A table at one snapshot, as Calcite sees it. */
final class LakeTable extends AbstractTable implements TranslatableTable {
    private final PinnedTable table;

    LakeTable(PinnedTable table) {
        this.table = requireNonNull(table, "table");
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
        return CalciteTypes.rowType(table.columns(), typeFactory);
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
        return LakeScan.of(context.getCluster(), relOptTable, table);
    }
}
