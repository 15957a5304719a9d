package io.lakegate.server.query;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.PlannedStatement;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.adapters.calcite.StatementPlan;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.SystemTables;
import io.lakegate.server.auth.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes one parsed statement ready to run, for one session. For one statement. */
final class StatementPlanner implements Statement.Cases<Prepared> {
    private final SqlFrontEnd frontEnd;
    /** As the asker sees them. */
    private final Catalogs catalogs;

    private final Answering answering;
    private final SessionState state;
    private final ParameterSource values;
    private final DefinitionPlanner definitions;
    private final Steward steward;
    private @Nullable StatementPlan planned;
    private @Nullable TablePins read;

    StatementPlanner(
            SqlFrontEnd frontEnd,
            Catalogs catalogs,
            Answering answering,
            SessionState state,
            ParameterSource values,
            DefinitionPlanner definitions,
            Steward steward) {
        this.steward = steward;
        this.definitions = definitions;
        this.frontEnd = frontEnd;
        this.catalogs = catalogs;
        this.answering = answering;
        this.state = state;
        this.values = values;
    }

    /** What somebody may ask of the gateway itself. */
    interface Steward {
        /** Ends the statement of an id. */
        void kill(String id, Identity asker);

        /** Tries the way to a catalog's tables. */
        List<CheckStep> check(String catalog, Identity asker);

        /** The statement of an id, to be run once more. */
        Prepared replay(String id, Identity asker);
    }

    private PlannedStatement plan(Statement.Query query, TablePins pins) {
        return frontEnd.plan(query, state.names(), state.zone(), pins, values);
    }

    private PlannedStatement plan(Statement.Query query) {
        return plan(query, state.pins(catalogs));
    }

    /** The plan of the statement, where it was a query and nothing around it. */
    Optional<StatementPlan> planned() {
        return Optional.ofNullable(planned);
    }

    /** The tables of the statement, where it was a query and nothing around it. */
    Optional<TablePins> read() {
        return Optional.ofNullable(read);
    }

    @Override
    public Prepared query(Statement.Query query) {
        return query(query, state.pins(catalogs));
    }

    /** A query over tables that are chosen already. */
    Prepared query(Statement.Query query, TablePins pins) {
        StatementPlan plan = plan(query, pins).plan();
        planned = plan;
        read = pins;
        return Prepared.of(plan, pins, answering, state.reading());
    }

    @Override
    public Prepared explain(Statement.Explain explain) {
        PlannedStatement planned = plan(explain.query());
        if (planned.hidesViews() && explain.detail() != Statement.Explain.Detail.ANALYZE) {
            throw CatalogErrors.viewNotShown();
        }
        boolean whole = planned.restricted().isEmpty();
        if (!whole
                && (explain.detail() == Statement.Explain.Detail.SQL
                        || explain.detail() == Statement.Explain.Detail.FILES)) {
            throw CatalogErrors.planNotShown(planned.restricted());
        }
        Explanation explanation = new Explanation(planned, answering.engine(), state.reading());
        return switch (explain.detail()) {
            case PLAN -> explained(planned, explanation::plan, Explanation.PLAN);
            case SQL ->
                new Prepared(
                        Explanation.SQL,
                        planned.parameters(),
                        Optional.empty(),
                        bound -> ListedRows.ofArrays(Explanation.SQL, () -> explanation.sql(bound)));
            case FILES ->
                new Prepared(
                        Explanation.FILES,
                        planned.parameters(),
                        Optional.empty(),
                        bound -> ListedRows.ofArrays(Explanation.FILES, () -> explanation.files(bound)));
            case ANALYZE ->
                new Prepared(
                        Explanation.PLAN,
                        planned.parameters(),
                        Optional.empty(),
                        bound -> ListedRows.ofArrays(Explanation.PLAN, () -> explanation.analyze(bound)));
        };
    }

    private static Prepared explained(
            PlannedStatement planned, Supplier<List<@Nullable Object[]>> rows, List<Column> columns) {
        return new Prepared(
                columns, planned.parameters(), Optional.empty(), bound -> ListedRows.ofArrays(columns, rows));
    }

    @Override
    public Prepared verify(Statement.Verify verify) {
        PlannedStatement planned = plan(verify.query());
        return new Prepared(
                Verification.COLUMNS,
                planned.parameters(),
                Optional.empty(),
                bound -> ListedRows.ofArrays(
                        Verification.COLUMNS, () -> new Verification(answering.engine()).compare(planned, bound)));
    }

    @Override
    public Prepared show(Statement.Show show) {
        NamePattern pattern = NamePattern.of(show.pattern().orElse(null));
        List<String> within = show.within();
        return switch (show.kind()) {
            case CATALOGS ->
                listed(
                        List.of("catalog"),
                        () -> catalogs.names().stream().filter(pattern::matches).map(name ->
                                new @Nullable Object[] {name}));
            case SCHEMAS ->
                listed(
                        List.of("schema"),
                        () -> catalog(within.stream().findFirst()).schemas().stream()
                                .filter(pattern::matches)
                                .map(name -> new @Nullable Object[] {name}));
            case TABLES -> listed(List.of("schema", "table"), () -> tables(within, pattern));
        };
    }

    /** What is named alone is a schema of the session's catalog, or else a catalog: then the tables of all its schemas are shown. */
    private Stream<@Nullable Object[]> tables(List<String> within, NamePattern pattern) {
        if (within.isEmpty()) {
            LakeCatalog own = catalog(Optional.empty());
            return tables(own, state.names().schema(), pattern);
        }
        String last = within.get(within.size() - 1);
        if (within.size() == 1) {
            Optional<LakeCatalog> own = state.names().catalog().flatMap(catalogs::find);
            Optional<LakeCatalog> named = catalogs.find(last);
            if (named.isPresent()
                    && own.flatMap(catalog -> schema(catalog, last)).isEmpty()) {
                return tables(named.get(), Optional.empty(), pattern);
            }
        }
        LakeCatalog catalog = catalog(within.size() == 2 ? Optional.of(within.get(0)) : Optional.empty());
        if (schema(catalog, last).isEmpty()) {
            throw CatalogErrors.schemaNotFound(catalog.name(), last, catalog.schemas());
        }
        return tables(catalog, Optional.of(last), pattern);
    }

    private static Stream<@Nullable Object[]> tables(
            LakeCatalog catalog, Optional<String> schema, NamePattern pattern) {
        return catalog.schemas().stream()
                .filter(name -> schema.isEmpty() || schema.get().equalsIgnoreCase(name))
                .flatMap(name -> catalog.tables(name).stream()
                        .filter(pattern::matches)
                        .map(table -> new @Nullable Object[] {name, table}));
    }

    private LakeCatalog catalog(Optional<String> named) {
        String name = named.or(state.names()::catalog)
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.CATALOG_NOT_FOUND,
                        "The session has chosen no catalog. Name one, or choose it with USE. There are: "
                                + String.join(", ", catalogs.names()) + "."));
        return catalogs.require(name);
    }

    @Override
    public Prepared describe(Statement.Describe describe) {
        List<Column> columns = columns(describe.table(), state.names());
        return listed(
                List.of("column_name", "type", "nullable", "comment"),
                () -> columns.stream().map(column -> new @Nullable Object[] {
                    column.name(),
                    column.type().toString(),
                    column.nullable() ? "YES" : "NO",
                    column.comment().orElse(null)
                }));
    }

    /** The columns of a table or view, by its name as it is spelled in a statement. */
    List<Column> columns(List<String> parts, DefaultNames names) {
        String table = parts.stream()
                .map(part -> '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
        Statement query = frontEnd.parse("SELECT * FROM " + table);
        TablePins pins = state.pins(catalogs);
        PlannedStatement planned = frontEnd.plan((Statement.Query) query, names, pins, values);
        if (planned.readsViews() || !planned.restricted().isEmpty()) {
            return planned.columns();
        }
        // The table knows the comments; a metadata or system table is made around another, or around none.
        return pins.pins().stream()
                .map(PinnedTable::columns)
                .filter(known -> names(known).equals(names(planned.columns())))
                .findFirst()
                .orElseGet(planned::columns);
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static Prepared listed(List<String> names, Supplier<Stream<@Nullable Object[]>> rows) {
        List<Column> columns =
                names.stream().map(name -> new Column(name, Simple.VARCHAR)).toList();
        return Prepared.rows(
                columns,
                bound -> ListedRows.ofArrays(
                        columns, () -> new ArrayList<>(rows.get().toList())));
    }

    @Override
    public Prepared use(Statement.Use use) {
        if (use.catalog().isPresent() || use.schema().isEmpty()) {
            LakeCatalog catalog = catalog(use.catalog());
            return Prepared.change(state.with(state.names()
                    .at(
                            Optional.of(catalog.name()),
                            use.schema()
                                    .map(name -> schema(catalog, name)
                                            .orElseThrow(() -> CatalogErrors.schemaNotFound(
                                                    catalog.name(), name, catalog.schemas()))))));
        }
        DefaultNames named = named(use.schema().get());
        return Prepared.change(state.with(state.names().at(named.catalog(), named.schema())));
    }

    private static Optional<String> schema(LakeCatalog catalog, String name) {
        return catalog.schemas().stream().filter(name::equalsIgnoreCase).findFirst();
    }

    /** A name alone is a schema of the session's catalog; else the one catalog, or the schema of the one catalog, that has this name. */
    private DefaultNames named(String name) {
        Optional<LakeCatalog> own = state.names().catalog().flatMap(catalogs::find);
        Optional<String> ownSchema = own.flatMap(catalog -> schema(catalog, name));
        if (ownSchema.isPresent()) {
            return new DefaultNames(own.map(LakeCatalog::name), ownSchema);
        }
        List<DefaultNames> meant = new ArrayList<>();
        catalogs.find(name)
                .ifPresent(catalog -> meant.add(new DefaultNames(Optional.of(catalog.name()), Optional.empty())));
        for (String other : catalogs.names()) {
            schema(catalogs.require(other), name)
                    .ifPresent(schema -> meant.add(new DefaultNames(Optional.of(other), Optional.of(schema))));
        }
        if (meant.size() == 1) {
            return meant.get(0);
        }
        if (meant.isEmpty()) {
            LakeCatalog catalog = catalog(Optional.empty());
            throw CatalogErrors.schemaNotFound(catalog.name(), name, catalog.schemas());
        }
        throw new GatewayException(
                ErrorCode.INVALID_STATEMENT,
                "%s may be %s. Write one of these."
                        .formatted(
                                name,
                                meant.stream()
                                        .map(names -> names.schema().isEmpty()
                                                ? "USE CATALOG "
                                                        + names.catalog().orElseThrow()
                                                : "USE " + names.catalog().orElseThrow() + "."
                                                        + names.schema().get())
                                        .collect(Collectors.joining(" or "))));
    }

    @Override
    public Prepared createExternalTable(Statement.CreateExternalTable create) {
        return definitions.create(create);
    }

    @Override
    public Prepared createView(Statement.CreateView create) {
        return definitions.create(create);
    }

    @Override
    public Prepared drop(Statement.DropDefinition drop) {
        return definitions.drop(drop);
    }

    @Override
    public Prepared setVariable(Statement.SetVariable set) {
        return Prepared.change(state.with(set.name(), set.value()));
    }

    @Override
    public Prepared kill(Statement.Kill kill) {
        return Prepared.change(state, () -> steward.kill(kill.query(), state.asker()));
    }

    /**
     * {@code CALL system.kill('id')} is another way to write {@code KILL QUERY 'id'}; {@code CALL sys.CHECK_CATALOG('name')} is {@code ./lakegate check}; {@code
     * CALL sys.REPLAY('id')} runs a statement again.
     */
    @Override
    public Prepared call(Statement.Call call) {
        List<String> procedure = call.procedure().stream()
                .map(part -> part.toLowerCase(Locale.ROOT))
                .toList();
        if (procedure.equals(List.of(SystemTables.SCHEMA, "kill"))) {
            return kill(new Statement.Kill(
                    text(call, "system.kill takes the id of a statement: CALL system.kill('0123456789abcdef').")));
        }
        if (procedure.get(procedure.size() - 1).equals("check_catalog")) {
            return check(
                    text(call, "CHECK_CATALOG takes the name of a catalog in quotes: CALL sys.CHECK_CATALOG('lake')."));
        }
        if (procedure.get(procedure.size() - 1).equals("replay")) {
            return steward.replay(
                    text(call, "REPLAY takes the id of a statement: CALL sys.REPLAY('0123456789abcdef')."),
                    state.asker());
        }
        return definitions.call(call);
    }

    private static String text(Statement.Call call, String usage) {
        if (call.arguments().size() != 1
                || call.arguments().get(0).filter(text -> !text.variable()).isEmpty()) {
            throw new GatewayException(ErrorCode.INVALID_STATEMENT, usage);
        }
        return call.arguments().get(0).get().text();
    }

    private Prepared check(String catalog) {
        return listed(
                List.of("step", "outcome", "subject", "note"),
                () -> steward.check(catalog, state.asker()).stream().map(step -> new @Nullable Object[] {
                    step.name(), step.passed() ? "ok" : "FAILED", step.subject(), step.note()
                }));
    }

    @Override
    public Prepared set(Statement.Set set) {
        return Prepared.change(Settings.of(set.name()).set(state, set.value()));
    }

    @Override
    public Prepared reset(Statement.Reset reset) {
        SessionState first = state;
        for (Settings setting : reset.name().map(Settings::of).map(List::of).orElse(List.of(Settings.values()))) {
            first = setting.reset(first);
        }
        return Prepared.change(first);
    }
}
