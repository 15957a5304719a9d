package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.schema.PinnedSchema;
import io.lakegate.adapters.calcite.schema.ViewSource;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.error.NearestName;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.Restriction;
import io.lakegate.catalog.spi.ViewText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.jspecify.annotations.Nullable;

/**
 * The views of one statement. Each is parsed and checked like a statement of its own, where its author's names are found. What its dialect
 * means in another way than ours is refused.
 */
final class Views implements ViewSource {
    private static final String KEPT = "view";
    private static final int DEEPEST = 16;

    /** What speaks of a view's text and not of its tables' state. */
    private static final Set<ErrorCode> OF_THE_TEXT = EnumSet.of(
            ErrorCode.SYNTAX,
            ErrorCode.CATALOG_NOT_FOUND,
            ErrorCode.SCHEMA_NOT_FOUND,
            ErrorCode.TABLE_NOT_FOUND,
            ErrorCode.COLUMN_NOT_FOUND,
            ErrorCode.FUNCTION_NOT_FOUND,
            ErrorCode.INVALID_STATEMENT,
            ErrorCode.UNSUPPORTED_SQL);

    private final SqlFrontEnd.Workshop workshop;
    private final TablePins pins;
    private final List<Table> kept = new ArrayList<>();
    private final List<TableName> keptNames = new ArrayList<>();
    private final Map<Key, Table> known = new LinkedHashMap<>();
    private final List<TableName> open = new ArrayList<>();
    private final Restrictions restrictions;

    /** Whether the statement reads any. */
    boolean any() {
        return !known.isEmpty();
    }

    /** Whether the statement names any at a version. */
    boolean anyKept() {
        return !kept.isEmpty();
    }

    private record Key(ViewText view, Version version) {}

    Views(SqlFrontEnd.Workshop workshop, TablePins pins, RelDataTypeFactory typeFactory) {
        this.restrictions = new Restrictions(workshop, typeFactory);
        this.workshop = workshop;
        this.pins = pins;
    }

    /** Keeps a view that the statement names at a version. */
    String keep(ViewText view, Version version) {
        kept.add(table(view, version));
        keptNames.add(view.name());
        return KEPT + (kept.size() - 1);
    }

    /** The name of a view that was kept. */
    Optional<TableName> keptName(String token) {
        return token.startsWith(KEPT)
                ? Optional.of(keptNames.get(Integer.parseInt(token.substring(KEPT.length()))))
                : Optional.empty();
    }

    @Override
    public Optional<Table> kept(String token) {
        return token.startsWith(KEPT)
                ? Optional.of(kept.get(Integer.parseInt(token.substring(KEPT.length()))))
                : Optional.empty();
    }

    @Override
    public Table table(ViewText view, Version version) {
        Key key = new Key(view, version);
        Table made = known.get(key);
        if (made == null) {
            made = seen(view, opened(view, version));
            known.put(key, made);
        }
        return made;
    }

    private Table seen(ViewText view, Table whole) {
        return pins.catalogs()
                .sight()
                .restriction(view.name())
                .map(restriction -> restricted(
                        whole,
                        view.name(),
                        whole.getRowType(restrictions.typeFactory()).getFieldNames().stream()
                                .filter(restriction::shows)
                                .toList(),
                        restriction))
                .orElse(whole);
    }

    @Override
    public Table restricted(Table whole, TableName name, List<String> columns, Restriction restriction) {
        return restrictions.of(whole, name, columns, restriction);
    }

    private Table opened(ViewText view, Version version) {
        if (open.contains(view.name())) {
            throw refused(view.name(), "it reads itself, by way of " + path(), "Its owner has to mend it.");
        }
        if (open.size() >= DEEPEST) {
            throw refused(
                    view.name(),
                    "views that read views are followed %d deep: %s".formatted(DEEPEST, path()),
                    "Ask for the tables that it reads.");
        }
        open.add(view.name());
        try {
            return readable(view, version);
        } finally {
            open.remove(open.size() - 1);
        }
    }

    private String path() {
        return open.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }

    /** The first of its texts that can be read here. */
    private Table readable(ViewText view, Version version) {
        if (pins.catalogs().find(view.catalog()).isEmpty() && !pins.catalogs().areRestricted()) {
            throw refused(
                    view.name(),
                    "its tables are of the catalog %s, which is not configured here.%s"
                            .formatted(
                                    view.catalog(),
                                    NearestName.hint(
                                            view.catalog(), pins.catalogs().names())),
                    "Give that catalog this name, or ask for the tables that the view reads.");
        }
        List<String> reasons = new ArrayList<>();
        for (ViewDialect dialect : ViewDialect.values()) {
            for (ViewText.Text text : view.texts()) {
                if (text.dialect().equalsIgnoreCase(dialect.word())) {
                    try {
                        return checked(view, text.sql(), dialect, version);
                    } catch (Unreadable e) {
                        reasons.add("its %s text: %s".formatted(dialect.word(), e.getMessage()));
                    }
                }
            }
        }
        if (pins.catalogs().areRestricted()) {
            // Whoever reads a view reads its tables by their own right, and is not told of those that they do not see.
            throw refused(
                    view.name(),
                    "its text cannot be understood, or it reads what is not there for you",
                    "Ask the view's owner, or for the tables that it reads.");
        }
        String none = "it has no text in the SQL of Trino, Spark or DuckDB, but of: "
                + view.texts().stream().map(ViewText.Text::dialect).collect(Collectors.joining(", "));
        throw refused(
                view.name(),
                reasons.isEmpty() ? none : String.join("; ", reasons),
                "Ask for the tables that it reads.");
    }

    private Table checked(ViewText view, String sql, ViewDialect dialect, Version version) throws Unreadable {
        try {
            return checkedText(view, sql, dialect, version);
        } catch (GatewayException e) {
            if (!OF_THE_TEXT.contains(e.code())) {
                throw e; // a table that cannot be read says so itself, and so does another view
            }
            throw new Unreadable(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | AssertionError e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof GatewayException ours && !OF_THE_TEXT.contains(ours.code())) {
                    throw ours;
                }
            }
            throw new Unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private Table checkedText(ViewText view, String sql, ViewDialect dialect, Version version) throws Unreadable {
        Unreadable.when(dialect.strangeText(sql));
        if (!(workshop.parse(dialect, sql) instanceof Statement.Query query)) {
            throw new Unreadable("it is no query", null);
        }
        DefaultNames names = workshop.asker().at(Optional.of(view.catalog()), view.schema());
        SqlFrontEnd.Checked checked = workshop.check(
                query, dialect, names, PinnedSchema.at(pins, query.namesHiddenColumns(), this, view, version));
        Unreadable.when(dialect.strangeMeaning(checked.validated(), checked.validator()));
        RelDataType rowType = checked.validator().getValidatedNodeType(checked.validated());
        if (view.columns().size() > rowType.getFieldCount()) {
            throw new Unreadable("it has fewer columns than the view names", null);
        }
        List<String> columns = new ArrayList<>(rowType.getFieldNames());
        for (int i = 0; i < view.columns().size(); i++) {
            columns.set(i, view.columns().get(i));
        }
        return new View(workshop, checked, rowType, columns);
    }

    private static GatewayException refused(TableName view, String why, String advice) {
        String reason = why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "View %s cannot be read here: %s. %s".formatted(view, reason, advice));
    }

    /** One of a view's texts cannot be read here; the message says why, as a clause or a sentence. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String why, @Nullable Throwable cause) {
            super(why, cause);
        }

        static void when(Optional<String> why) throws Unreadable {
            if (why.isPresent()) {
                throw new Unreadable(why.get(), null);
            }
        }
    }

    /** A view as Calcite sees it. */
    private static final class View extends AbstractTable implements TranslatableTable {
        private final SqlFrontEnd.Workshop workshop;
        private final SqlFrontEnd.Checked checked;
        private final RelDataType rowType;
        private final List<String> columns;

        View(SqlFrontEnd.Workshop workshop, SqlFrontEnd.Checked checked, RelDataType rowType, List<String> columns) {
            this.workshop = workshop;
            this.checked = checked;
            this.rowType = rowType;
            this.columns = columns;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory typeFactory) {
            RelDataTypeFactory.Builder type = typeFactory.builder();
            for (int i = 0; i < columns.size(); i++) {
                type.add(columns.get(i), rowType.getFieldList().get(i).getType());
            }
            return type.build();
        }

        /** Made anew at each place, so that each has scans of its own. */
        @Override
        public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
            RelOptCluster cluster = context.getCluster();
            RelNode query = workshop.toRel(checked, cluster);
            RexBuilder rexBuilder = cluster.getRexBuilder();
            List<RexNode> fields = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                fields.add(rexBuilder.makeInputRef(query, i));
            }
            return LogicalProject.create(query, List.of(), fields, columns, Set.of());
        }
    }
}
