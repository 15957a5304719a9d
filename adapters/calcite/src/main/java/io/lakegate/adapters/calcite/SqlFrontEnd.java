package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import io.lakegate.adapters.calcite.schema.LakeTypeFactory;
import io.lakegate.adapters.calcite.schema.PinnedSchema;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.registry.NamesFound;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The SQL front: parses a statement, checks it against the catalogs and translates it whole into one statement for the engine. Neither a
 * cost-based planner nor a runtime of Calcite takes part. For any thread.
 */
public final class SqlFrontEnd {
    private static final SqlValidator.Config VALIDATOR = SqlValidator.Config.DEFAULT
            .withConformance(SqlConformanceEnum.LENIENT)
            .withDefaultNullCollation(NullCollation.LAST)
            .withTypeCoercionEnabled(true)
            .withIdentifierExpansion(true);
    /**
     * Subqueries and IN lists stay as they are written: DuckDB unnests them better. Projections stay as they are written, too: where Calcite makes one of two, a
     * subquery of the outer one that names columns of the inner one gets others (CALCITE-7405).
     */
    private static final SqlToRelConverter.Config TO_REL = SqlToRelConverter.config()
            .withExpand(false)
            .withInSubQueryThreshold(Integer.MAX_VALUE)
            .withTrimUnusedFields(false)
            .addRelBuilderConfigTransform(SqlFrontEnd::withProjectionsApart);

    private static RelBuilder.Config withProjectionsApart(RelBuilder.Config config) {
        return config.withBloat(-1);
    }

    private static final CalciteConnectionConfig LOOKUP = lookupConfig();

    private final RelDataTypeFactory typeFactory = new LakeTypeFactory();

    private static CalciteConnectionConfig lookupConfig() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteConnectionConfigImpl(properties);
    }

    /**
     * Parses one statement; a semicolon may follow it.
     *
     * @throws GatewayException {@link ErrorCode#SYNTAX} with line and column; {@link ErrorCode#UNSUPPORTED_SQL} for statements that are not run
     */
    public Statement parse(String sql) {
        try {
            return StatementParser.parse(sql);
        } catch (SqlParseException e) {
            throw SqlErrors.syntax(e);
        } catch (StackOverflowError e) {
            throw SqlErrors.tooDeep(e);
        }
    }

    /**
     * Looks at a rule of access: an expression over the columns of a table that is not known yet.
     *
     * @throws GatewayException {@link ErrorCode#SYNTAX}; {@link ErrorCode#UNSUPPORTED_SQL} when it has a query in it
     */
    public static void checkRule(String expression) {
        Restrictions.parse(expression);
    }

    /** Plans a query of a session in UTC: see the other. */
    public PlannedStatement plan(Statement.Query query, DefaultNames names, TablePins pins, ParameterSource values) {
        return plan(query, names, ZoneOffset.UTC, pins, values);
    }

    /**
     * Plans a query. Its tables are pinned through {@code pins}.
     *
     * @param zone the session's: dates and times without a zone are of it, and instants are shown in it
     * @param values of parameters that say at which version or time a table is read
     * @throws GatewayException {@link ErrorCode#TABLE_NOT_FOUND}, {@link ErrorCode#COLUMN_NOT_FOUND} and the other codes of statements that
     *     cannot run, each with line and column; what pinning a table throws
     */
    public PlannedStatement plan(
            Statement.Query query, DefaultNames names, ZoneId zone, TablePins pins, ParameterSource values) {
        SqlErrors errors = new SqlErrors(query.sql(), pins, names);
        try {
            return planned(query, names, normal(zone), pins, values, errors);
        } catch (CalciteContextException e) {
            throw errors.invalid(e);
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            // Calcite says "not here" in many ways; foreign exceptions that wrap one of ours keep its meaning.
            throw errors.untranslatable(e);
        }
    }

    private static ZoneId normal(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC) ? ZoneOffset.UTC : zone;
    }

    private PlannedStatement planned(
            Statement.Query query,
            DefaultNames names,
            ZoneId zone,
            TablePins pins,
            ParameterSource values,
            SqlErrors errors) {
        PointInHistory points = new PointInHistory(values, zone, pins.moment());
        Workshop workshop = new Workshop(pins, zone, names);
        SqlNode parsed = workshop.named(query, names, points, errors);
        Checked checked = workshop.checked(
                parsed, query, names, PinnedSchema.of(pins, query.namesHiddenColumns(), workshop.views), VALIDATOR);
        List<Column> columns = CalciteTypes.columns(checked.validator.getValidatedNodeType(checked.validated));
        ResultShape shape = new ResultShape(
                columns,
                new ColumnOrigins(checked.validator, workshop::keptName).of(checked.validated, columns.size()));
        Parameters parameters =
                Parameters.of(parsed, checked.validator.getParameterRowType(checked.validated), points.parameters());
        RelNode plan = toRel(checked);
        return new PlannedStatement(
                new StatementPlan(plan, shape, parameters, zone, workshop.views.any(), workshop.namesFound()),
                plan,
                pins);
    }

    /** A query whose names and types are known. */
    record Checked(SqlNode validated, LakeValidator validator, CalciteCatalogReader reader) {}

    /** What a statement and the views in it are checked and translated with. For one statement. */
    final class Workshop {
        private final TablePins pins;
        private final ZoneId zone;
        private final DefaultNames asker;
        private final Views views;

        private Workshop(TablePins pins, ZoneId zone, DefaultNames asker) {
            this.pins = pins;
            this.zone = zone;
            this.asker = asker;
            this.views = new Views(this, pins, typeFactory);
        }

        /** Whose statement it is. */
        DefaultNames asker() {
            return asker;
        }

        /** The name of a table or view that the statement names at a version, or in another way. */
        private Optional<TableName> keptName(String token) {
            return views.keptName(token).or(() -> pins.kept(token).map(PinnedTable::name));
        }

        private Optional<NamesFound> namesFound() {
            return views.anyKept() ? Optional.empty() : pins.found();
        }

        /** Parses the text of a view. */
        Statement parse(ViewDialect dialect, String sql) {
            try {
                return StatementParser.parse(sql, dialect.parsing(StatementParser.CONFIG));
            } catch (SqlParseException e) {
                throw SqlErrors.syntax(e);
            } catch (StackOverflowError e) {
                throw SqlErrors.tooDeep(e);
            }
        }

        /** A query of a view, which has no parameters. */
        Checked check(Statement.Query query, ViewDialect dialect, DefaultNames names, CalciteSchema tables) {
            SqlErrors errors = new SqlErrors(query.sql(), pins, names);
            try {
                SqlNode parsed =
                        named(query, names, new PointInHistory(ParameterSource.NONE, zone, pins.moment()), errors);
                return checked(parsed, query, names, tables, dialect.validating(VALIDATOR));
            } catch (CalciteContextException e) {
                throw errors.invalid(e);
            }
        }

        /** A query that makes the part of a table that may be seen. */
        Checked checkedRule(SqlNode node, CalciteSchema tables) {
            Statement.Query query = new Statement.Query(node, "");
            DefaultNames nowhere = DefaultNames.NONE.askedBy(asker.user(), asker.groups());
            SqlErrors errors = new SqlErrors("", pins, nowhere);
            SqlNode parsed =
                    named(query, nowhere, new PointInHistory(ParameterSource.NONE, zone, pins.moment()), errors);
            return checked(parsed, query, nowhere, tables, VALIDATOR);
        }

        private SqlNode named(Statement.Query query, DefaultNames names, PointInHistory points, SqlErrors errors) {
            return requireNonNull(
                    requireNonNull(query.node().accept(new Spellings()), "statement")
                            .accept(new ListParameters())
                            .accept(new TableReferences(pins, views, names, points, errors)),
                    "statement");
        }

        private Checked checked(
                SqlNode parsed,
                Statement.Query query,
                DefaultNames names,
                CalciteSchema tables,
                SqlValidator.Config rules) {
            CalciteCatalogReader reader = new CatalogReader(tables, names.searchPath(), typeFactory);
            LakeValidator validator = new LakeValidator(LakeOperators.TABLE, reader, typeFactory, rules, query.sql());
            return new Checked(validator.validate(parsed), validator, reader);
        }

        /** The rows of a view, as a part of a statement. */
        RelNode toRel(Checked checked, RelOptCluster cluster) {
            return converter(checked, cluster)
                    .convertQuery(checked.validated, false, true)
                    .project();
        }
    }

    private RelNode toRel(Checked checked) {
        HepPlanner planner = new HepPlanner(HepProgram.builder().build());
        planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
        planner.setExecutor(new ConstantFolding());
        RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(typeFactory));
        RelRoot root = converter(checked, cluster).convertQuery(checked.validated, false, true);
        RelBuilder builder = RelBuilder.proto(withProjectionsApart(RelBuilder.Config.DEFAULT))
                .create(cluster, checked.reader);
        return new LakeTrimmer(checked.validator, builder).trim(root.project(true));
    }

    private static SqlToRelConverter converter(Checked checked, RelOptCluster cluster) {
        return new SqlToRelConverter(
                (rowType, queryString, schemaPath, viewPath) -> {
                    throw new IllegalStateException("views translate themselves");
                },
                checked.validator,
                checked.reader,
                cluster,
                LakeConvertlets.TABLE,
                TO_REL);
    }

    /** Looks names up in any case along a session's search path. */
    private static final class CatalogReader extends CalciteCatalogReader {
        CatalogReader(CalciteSchema root, List<List<String>> searchPath, RelDataTypeFactory typeFactory) {
            super(root, SqlNameMatchers.withCaseSensitive(false), searchPath, typeFactory, LOOKUP);
        }

        @Override
        public @Nullable RelDataType getNamedType(SqlIdentifier name) {
            RelDataType known = name.isSimple() ? CalciteTypes.named(name.getSimple(), typeFactory) : null;
            return known == null ? super.getNamedType(name) : known;
        }
    }
}
