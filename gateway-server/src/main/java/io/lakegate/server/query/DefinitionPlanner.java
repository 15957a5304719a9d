package io.lakegate.server.query;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.PlannedStatement;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.server.access.Rights;
import io.lakegate.server.store.Definition;
import io.lakegate.server.store.DefinitionStore;
import io.lakegate.server.store.StoredCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the statements ready that define and forget external tables and views. What cannot be read is not kept. */
final class DefinitionPlanner {
    private static final Map<String, Set<String>> OPTIONS =
            Map.of("iceberg", Set.of("moved"), "ducklake", Set.of("metadata", "schema", "table"));
    private static final Set<String> FORMATS = Set.of("delta", "iceberg", "ducklake");
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(://[^/@]*:[^/@]*@|[?&](sig|token|password|access_key|secret)[^=]*=|/p/[A-Za-z0-9_-]{20,}/n/).*");

    private final SqlFrontEnd frontEnd;
    private final Catalogs catalogs;
    private final Catalogs seen;
    private final Rights rights;
    private final SessionState state;
    private final Optional<DefinitionStore> store;

    /** {@code seen} is what the asker sees of {@code catalogs}, by {@code rights}. */
    DefinitionPlanner(
            SqlFrontEnd frontEnd,
            Catalogs catalogs,
            Catalogs seen,
            Rights rights,
            SessionState state,
            Optional<DefinitionStore> store) {
        this.frontEnd = frontEnd;
        this.catalogs = catalogs;
        this.seen = seen;
        this.rights = rights;
        this.state = state;
        this.store = store;
    }

    private DefinitionStore store() {
        return store.orElseThrow(() -> new GatewayException(
                ErrorCode.UNSUPPORTED_SQL,
                "This gateway was started without a store, so that it keeps no external tables and views."));
    }

    /** Whoever may make something of a name may know whether there is something. */
    private TableName mine(TableName name) {
        if (!rights.mayDefine(name)) {
            throw new GatewayException(
                    ErrorCode.NOT_ALLOWED,
                    "%s is not yours to make or to change. Ask the operator to allow it to you, or take another name."
                            .formatted(name));
        }
        return name;
    }

    /** What one does not see is not there for one who may not drop it either. */
    private TableName droppable(TableName name, boolean ifExists) {
        Optional<LakeCatalog> own = seen.find(StoredCatalog.NAME);
        boolean visible = own.flatMap(catalog -> catalog.find(name.schema(), name.table()))
                        .isPresent()
                || own.flatMap(catalog -> catalog.view(name.schema(), name.table(), Version.LATEST))
                        .isPresent();
        if (rights.mayDefine(name) || visible) {
            return mine(name);
        }
        if (ifExists) {
            return name;
        }
        throw CatalogErrors.tableNotFound(
                name, own.map(catalog -> catalog.tables(name.schema())).orElse(List.of()));
    }

    /** Nobody reads by way of an external table what they may not read where it lies. */
    private Definition.ExternalTable allowed(Definition.ExternalTable table) {
        mine(new TableName(StoredCatalog.NAME, table.schema(), table.name()));
        for (String place : List.of(table.location(), table.options().getOrDefault("metadata", ""))) {
            if (!place.isEmpty() && !rights.mayRead(place)) {
                throw CatalogErrors.placeNotAllowed(place);
            }
        }
        return table;
    }

    private StoredCatalog catalog() {
        return (StoredCatalog) catalogs.require(StoredCatalog.NAME);
    }

    Prepared create(Statement.CreateExternalTable create) {
        DefinitionStore kept = store();
        TableName name = mine(name(create.name()));
        requireVisible(create.name());
        Definition.ExternalTable table = allowed(table(create, name));
        boolean exists = kept.find(name.schema(), name.table()).isPresent();
        if (exists && !create.ifNotExists()) {
            throw exists(name);
        }
        return Prepared.change(state, () -> {
            if (!exists) {
                catalog().check(table);
                // Another session may have been faster.
                if (!kept.add(table) && !create.ifNotExists()) {
                    throw exists(name);
                }
            }
        });
    }

    private static Definition.ExternalTable table(Statement.CreateExternalTable create, TableName name) {
        String attribute = create.options().get("engine_attribute");
        if (attribute != null) {
            return checked(HeatWave.table(name.schema(), name.table(), attribute));
        }
        boolean placed = create.location().isPresent() || create.options().containsKey("metadata");
        if (create.format().isEmpty() || !placed) {
            throw wrong(
                    "An external table needs a format and a place: CREATE EXTERNAL TABLE s.t USING delta LOCATION '/data/t'.");
        }
        return checked(new Definition.ExternalTable(
                name.schema(),
                name.table(),
                create.format().get(),
                create.location().orElse(""),
                create.options()));
    }

    private static Definition.ExternalTable checked(Definition.ExternalTable table) {
        String format = table.format().toLowerCase(java.util.Locale.ROOT);
        if (!FORMATS.contains(format)) {
            throw wrong("The format %s is none of delta, iceberg and ducklake.".formatted(table.format()));
        }
        Set<String> known = OPTIONS.getOrDefault(format, Set.of());
        for (String key : table.options().keySet()) {
            if (!known.contains(key)) {
                throw wrong("A table of the format %s has no option %s.%s"
                        .formatted(
                                format,
                                key,
                                known.isEmpty()
                                        ? ""
                                        : " It has "
                                                + String.join(
                                                        ", ",
                                                        known.stream().sorted().toList())
                                                + "."));
            }
        }
        String moved = table.options().getOrDefault("moved", "false");
        if (!moved.equalsIgnoreCase("true") && !moved.equalsIgnoreCase("false")) {
            throw wrong("The option moved is true or false, and not %s.".formatted(moved));
        }
        if (SECRET.matcher(table.location()).matches()
                || SECRET.matcher(table.options().getOrDefault("metadata", "")).matches()) {
            throw wrong(
                    "The location has a secret in it, which logs and clients would keep. Put it into the storage settings of a catalog in"
                            + " conf/catalogs, as ${env:NAME} or ${file:/path}, and name the plain location here.");
        }
        return new Definition.ExternalTable(table.schema(), table.name(), format, table.location(), table.options());
    }

    Prepared create(Statement.CreateView create) {
        DefinitionStore kept = store();
        TableName name = mine(name(create.name()));
        requireVisible(create.name());
        Optional<Definition> before = kept.find(name.schema(), name.table());
        if (before.isPresent() && create.ifNotExists()) {
            return Prepared.change(state);
        }
        if (before.isPresent() && !(create.replace() && before.get() instanceof Definition.View)) {
            throw exists(name);
        }
        PlannedStatement planned =
                frontEnd.plan(create.query(), state.names(), state.zone(), pins(), ParameterSource.NONE);
        if (!planned.parameters().isEmpty()) {
            throw wrong("A view cannot have parameters. Write their values into its query.");
        }
        if (create.columns().size() > planned.columns().size()) {
            throw wrong("The view names %d columns, and its query has %d."
                    .formatted(create.columns().size(), planned.columns().size()));
        }
        Definition.View view = new Definition.View(
                name.schema(),
                name.table(),
                create.text(),
                create.columns(),
                state.names().catalog().orElse(StoredCatalog.NAME),
                state.names().schema());
        return Prepared.change(state, () -> {
            if (before.isPresent()) {
                kept.put(List.of(view));
            } else if (!kept.add(view)) {
                if (create.ifNotExists()) {
                    return;
                }
                throw exists(name);
            }
            try {
                readable(name);
            } catch (RuntimeException e) {
                before.ifPresentOrElse(old -> kept.put(List.of(old)), () -> kept.remove(name.schema(), name.table()));
                throw e;
            }
        });
    }

    /** A view may read itself by way of another one, which only shows once it is there. */
    private void readable(TableName view) {
        String text = "SELECT * FROM \"%s\".\"%s\".\"%s\""
                .formatted(
                        view.catalog(),
                        view.schema().replace("\"", "\"\""),
                        view.table().replace("\"", "\"\""));
        frontEnd.plan(
                (Statement.Query) frontEnd.parse(text), DefaultNames.NONE, state.zone(), pins(), ParameterSource.NONE);
    }

    private TablePins pins() {
        return new TablePins(seen);
    }

    Prepared drop(Statement.DropDefinition drop) {
        DefinitionStore kept = store();
        TableName name = droppable(name(drop.name()), drop.ifExists());
        Optional<Definition> known = kept.find(name.schema(), name.table());
        if (drop.ifExists() && (known.isEmpty() || !rights.mayDefine(name))) {
            return Prepared.change(state);
        }
        Definition definition = known.orElseThrow(
                () -> CatalogErrors.tableNotFound(name, catalog().tables(name.schema())));
        if (definition instanceof Definition.View != drop.view()) {
            throw wrong(
                    drop.view()
                            ? "%s is an external table. DROP EXTERNAL TABLE forgets it.".formatted(name)
                            : "%s is a view. DROP VIEW forgets it.".formatted(name));
        }
        return Prepared.change(state, () -> {
            if (!kept.remove(definition.schema(), definition.name()) && !drop.ifExists()) {
                throw CatalogErrors.tableNotFound(name, catalog().tables(name.schema()));
            }
        });
    }

    Prepared call(Statement.Call call) {
        String procedure = call.procedure().get(call.procedure().size() - 1);
        if (!procedure.equalsIgnoreCase("HEATWAVE_LOAD")) {
            throw wrong(
                    "There is no procedure %s. There are sys.HEATWAVE_LOAD, sys.CHECK_CATALOG, sys.REPLAY and system.kill."
                            .formatted(procedure));
        }
        if (call.arguments().size() != 2) {
            throw wrong(
                    "HEATWAVE_LOAD takes an input list and options: CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL).");
        }
        String input =
                argument(call.arguments().get(0)).orElseThrow(() -> wrong("The input list of HEATWAVE_LOAD is NULL."));
        HeatWave.Load load = HeatWave.load(input, argument(call.arguments().get(1)), this::kept);
        List<Definition.ExternalTable> tables = load.tables().stream()
                .map(DefinitionPlanner::checked)
                .map(this::allowed)
                .toList();
        if (load.mode().equals("normal")) {
            DefinitionStore kept = store();
            return Prepared.change(state, () -> {
                tables.forEach(this::requireNoView);
                tables.forEach(catalog()::check);
                kept.put(tables);
            });
        }
        List<Column> columns = List.of(new Column("statement", Simple.VARCHAR));
        return Prepared.rows(
                columns,
                bound -> ListedRows.ofArrays(columns, () -> {
                    if (load.mode().equals("validation")) {
                        tables.forEach(this::requireNoView);
                        tables.forEach(catalog()::check);
                    }
                    return tables.stream()
                            .map(table -> new @Nullable Object[] {statement(table)})
                            .toList();
                }));
    }

    private List<Definition.ExternalTable> kept(String schema) {
        return store().all().stream()
                .filter(Definition.ExternalTable.class::isInstance)
                .map(Definition.ExternalTable.class::cast)
                .filter(table -> table.schema().equalsIgnoreCase(schema)
                        && rights.mayDefine(new TableName(StoredCatalog.NAME, table.schema(), table.name())))
                .toList();
    }

    /** A load gives a table another place; it does not make a table of a view. */
    private void requireNoView(Definition.ExternalTable table) {
        if (store().find(table.schema(), table.name()).orElse(table) instanceof Definition.View) {
            throw exists(new TableName(StoredCatalog.NAME, table.schema(), table.name()));
        }
    }

    private Optional<String> argument(Optional<Statement.Call.Argument> written) {
        return written.map(argument -> {
            if (!argument.variable()) {
                return argument.text();
            }
            String value = state.variables().get(argument.text());
            if (value == null) {
                throw wrong("The variable %s has no value. SET %s = '…' gives it one."
                        .formatted(argument.text(), argument.text()));
            }
            return value;
        });
    }

    private static String statement(Definition.ExternalTable table) {
        StringBuilder text = new StringBuilder("CREATE EXTERNAL TABLE \"%s\".\"%s\" USING %s"
                .formatted(table.schema().replace("\"", "\"\""), table.name().replace("\"", "\"\""), table.format()));
        if (!table.location().isEmpty()) {
            text.append(" LOCATION '")
                    .append(table.location().replace("'", "''"))
                    .append("'");
        }
        String separator = " OPTIONS (";
        for (var option : table.options().entrySet()) {
            text.append(separator)
                    .append(option.getKey())
                    .append(" = '")
                    .append(option.getValue().replace("'", "''"))
                    .append("'");
            separator = ", ";
        }
        return text.append(table.options().isEmpty() ? "" : ")").toString();
    }

    /** What is named alone must not lie hidden behind a table of the session's own catalog. */
    private void requireVisible(List<String> written) {
        Optional<String> own = state.names().catalog().filter(catalog -> !catalog.equalsIgnoreCase(StoredCatalog.NAME));
        if (written.size() == 1
                && own.flatMap(seen::find)
                        .flatMap(catalog -> catalog.find(state.names().schema().orElseThrow(), written.get(0)))
                        .isPresent()) {
            throw exists(new TableName(own.orElseThrow(), state.names().schema().orElseThrow(), written.get(0)));
        }
    }

    private TableName name(List<String> written) {
        return switch (written.size()) {
            case 1 ->
                new TableName(
                        StoredCatalog.NAME,
                        state.names()
                                .schema()
                                .orElseThrow(() -> wrong(
                                        "The name %s needs a schema before it, as in s.%s: the session has chosen none."
                                                .formatted(written.get(0), written.get(0)))),
                        written.get(0));
            case 2 -> new TableName(StoredCatalog.NAME, written.get(0), written.get(1));
            case 3 -> {
                if (!written.get(0).equalsIgnoreCase(StoredCatalog.NAME)) {
                    throw wrong("External tables and views are of the catalog %s, and cannot be made in %s."
                            .formatted(StoredCatalog.NAME, written.get(0)));
                }
                yield new TableName(StoredCatalog.NAME, written.get(1), written.get(2));
            }
            default -> throw wrong("A name has one to three parts, and not " + written.size() + ".");
        };
    }

    private static GatewayException exists(TableName name) {
        return wrong("%s exists already. Drop it first, or give another name.".formatted(name));
    }

    private static GatewayException wrong(String message) {
        return new GatewayException(ErrorCode.INVALID_STATEMENT, message);
    }
}
