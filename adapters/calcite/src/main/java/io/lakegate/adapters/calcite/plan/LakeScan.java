package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/** The reading of one table at one snapshot, with the columns that the statement needs. */
public final class LakeScan extends TableScan {
    /**
     * Which table it is that is read.
     *
     * @param slot its number among the {@linkplain io.lakegate.catalog.registry.TablePins#slot tables of the statement}
     * @param version at which the statement was planned
     */
    public record Source(int slot, TableName name, long version) {
        public Source {
            requireNonNull(name, "name");
        }
    }

    private final Source source;
    private final List<Column> all;
    private final ImmutableBitSet fields;

    private LakeScan(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelOptTable table,
            Source source,
            List<Column> all,
            ImmutableBitSet fields) {
        super(cluster, traits, List.of(), table);
        this.source = requireNonNull(source, "source");
        this.all = List.copyOf(all);
        this.fields = requireNonNull(fields, "fields");
    }

    /** A scan of all of {@code columns}, which are the table's, with or without its hidden ones. */
    public static LakeScan of(RelOptCluster cluster, RelOptTable table, Source source, List<Column> columns) {
        return new LakeScan(
                cluster,
                cluster.traitSetOf(Convention.NONE),
                table,
                source,
                columns,
                ImmutableBitSet.range(columns.size()));
    }

    public Source source() {
        return source;
    }

    /** The columns it reads, in the order of its row type. */
    public List<Column> columns() {
        return fields.asList().stream().map(all::get).toList();
    }

    @Override
    public RelDataType deriveRowType() {
        RelDataTypeFactory.Builder builder = getCluster().getTypeFactory().builder();
        List<RelDataTypeField> all = table.getRowType().getFieldList();
        fields.forEachInt(field -> builder.add(all.get(field)));
        return builder.build();
    }

    /** Called by Calcite's field trimmer with what the statement needs: this is how column lists get here. */
    @Override
    public RelNode project(ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields, RelBuilder relBuilder) {
        ImmutableBitSet.Builder kept = ImmutableBitSet.builder();
        fieldsUsed.forEachInt(used -> kept.set(fields.nth(used)));
        return new LakeScan(getCluster(), traitSet, table, source, all, kept.build());
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new LakeScan(getCluster(), traits, table, source, all, fields);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return writer.item("table", source.name())
                .item("version", source.version())
                .item("columns", getRowType().getFieldNames());
    }
}
