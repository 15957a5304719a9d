package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import io.lakegate.adapters.calcite.schema.LakeTypeFactory;
import io.lakegate.adapters.calcite.schema.PinnedSchema;
import io.lakegate.adapters.calcite.sql.QueryText;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.registry.TablePins;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
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
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * The SQL front: parses a statement, checks it against the catalogs and translates it whole into one statement for the engine. Neither a
 * cost-based planner nor a runtime of Calcite takes part. For any thread.
 */
public final class SqlFrontEnd {
    private static final SqlParser.Config PARSER = SqlParser.config()
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withCaseSensitive(false)
            .withIdentifierMaxLength(1024)
            .withConformance(SqlConformanceEnum.LENIENT);
    private static final SqlValidator.Config VALIDATOR = SqlValidator.Config.DEFAULT
            .withConformance(SqlConformanceEnum.LENIENT)
            .withDefaultNullCollation(NullCollation.LAST)
            .withTypeCoercionEnabled(true)
            .withIdentifierExpansion(true);
    /** Subqueries and IN lists stay as they are written: DuckDB unnests them better. */
    private static final SqlToRelConverter.Config TO_REL = SqlToRelConverter.config()
            .withExpand(false)
            .withInSubQueryThreshold(Integer.MAX_VALUE)
            .withTrimUnusedFields(false);

    private static final SqlOperatorTable OPERATORS =
            SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL);
    private static final CalciteConnectionConfig LOOKUP = lookupConfig();

    private final RelDataTypeFactory typeFactory = new LakeTypeFactory();

    private static CalciteConnectionConfig lookupConfig() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteConnectionConfigImpl(properties);
    }

    /**
     * Plans one statement. Its tables are pinned through {@code pins}.
     *
     * @throws GatewayException {@link ErrorCode#SYNTAX}, {@link ErrorCode#TABLE_NOT_FOUND}, {@link ErrorCode#COLUMN_NOT_FOUND} and the
     *     other codes of statements that cannot run, each with line and column; what pinning a table throws
     */
    public PlannedStatement plan(String sql, DefaultNames names, TablePins pins) {
        SqlErrors errors = new SqlErrors(pins, names);
        try {
            return plan(parse(sql), names, pins);
        } catch (SqlParseException e) {
            throw errors.syntax(e);
        } catch (CalciteContextException e) {
            throw errors.invalid(e);
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            // Calcite says "not here" in many ways; foreign exceptions that wrap one of ours keep its meaning.
            throw errors.untranslatable(e);
        }
    }

    private static SqlNode parse(String sql) throws SqlParseException {
        SqlNodeList statements = SqlParser.create(sql, PARSER).parseStmtList();
        if (statements.size() != 1) {
            throw new GatewayException(
                    ErrorCode.SYNTAX,
                    "The text holds %d statements. Send them one at a time.".formatted(statements.size()));
        }
        SqlNode statement = statements.get(0);
        if (!statement.isA(SqlKind.QUERY)) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_SQL,
                    "Lakegate reads tables and does not run %s statements. Send a query: SELECT, VALUES, TABLE or WITH."
                            .formatted(statement.getKind().sql));
        }
        return statement;
    }

    private PlannedStatement plan(SqlNode parsed, DefaultNames names, TablePins pins) {
        CalciteCatalogReader reader = new CatalogReader(PinnedSchema.of(pins), names.searchPath(), typeFactory);
        SqlValidator validator = SqlValidatorUtil.newValidator(OPERATORS, reader, typeFactory, VALIDATOR);
        SqlNode validated = validator.validate(parsed);
        List<Column> columns = CalciteTypes.columns(validator.getValidatedNodeType(validated));
        List<RelDataType> parameters = validator.getParameterRowType(validated).getFieldList().stream()
                .map(RelDataTypeField::getType)
                .toList();
        RelNode plan = toRel(validated, validator, reader);
        List<LakeType> parameterTypes =
                parameters.stream().map(CalciteTypes::toLake).toList();
        return new PlannedStatement(plan, columns, parameterTypes, QueryText.of(plan, parameters));
    }

    private RelNode toRel(SqlNode validated, SqlValidator validator, CalciteCatalogReader reader) {
        HepPlanner planner = new HepPlanner(HepProgram.builder().build());
        planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
        RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(typeFactory));
        SqlToRelConverter converter = new SqlToRelConverter(
                (rowType, queryString, schemaPath, viewPath) -> {
                    throw new IllegalStateException("there are no views");
                },
                validator,
                reader,
                cluster,
                StandardConvertletTable.INSTANCE,
                TO_REL);
        RelRoot root = converter.convertQuery(validated, false, true);
        RelFieldTrimmer trimmer = new RelFieldTrimmer(validator, RelFactories.LOGICAL_BUILDER.create(cluster, reader));
        return trimmer.trim(root.project(true));
    }

    /** Looks names up in any case along a session's search path. */
    private static final class CatalogReader extends CalciteCatalogReader {
        CatalogReader(CalciteSchema root, List<List<String>> searchPath, RelDataTypeFactory typeFactory) {
            super(root, SqlNameMatchers.withCaseSensitive(false), searchPath, typeFactory, LOOKUP);
        }
    }
}
