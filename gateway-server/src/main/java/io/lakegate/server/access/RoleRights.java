package io.lakegate.server.access;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.Restriction;
import io.lakegate.catalog.spi.Sight;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows from the roles that somebody has. Immutable, for any thread. */
final class RoleRights implements Rights, Sight {
    private final AccessRules rules;
    private final Set<String> roles;
    private final List<Tables> allowed;
    private final List<Tables> denied;

    /** Tables; without columns where the table as a whole is meant. */
    record Tables(TablePattern name, Optional<List<Glob>> columns) {}

    RoleRights(AccessRules rules, Set<String> roles, List<Tables> allowed, List<Tables> denied) {
        this.rules = rules;
        this.roles = Set.copyOf(roles);
        this.allowed = List.copyOf(allowed);
        this.denied = List.copyOf(denied);
    }

    /** The rules are compared by identity: those of another state of the file are others. */
    private record Key(AccessRules rules, Set<String> roles) {}

    @Override
    public Object key() {
        return new Key(rules, roles);
    }

    @Override
    public Sight sight() {
        return this;
    }

    @Override
    public boolean mayDefine(TableName name) {
        return rules.mayDefine(name, roles);
    }

    @Override
    public boolean mayRead(String place) {
        return rules.mayRead(place, roles);
    }

    @Override
    public Optional<LakeCatalog> of(LakeCatalog catalog) {
        SeenCatalog seen = new SeenCatalog(catalog, this);
        return sees(seen) ? Optional.of(seen) : Optional.empty();
    }

    /** Whether the name of a catalog may be known: it is named by a rule, or has a schema of which one may know. */
    private boolean sees(SeenCatalog catalog) {
        String name = catalog.name();
        boolean none = denied.stream()
                .anyMatch(rule -> rule.columns().isEmpty()
                        && rule.name().isWholeCatalog()
                        && rule.name().catalog().matches(name));
        List<Tables> some = allowed.stream()
                .filter(rule -> rule.name().catalog().matches(name))
                .toList();
        return !none
                && !some.isEmpty()
                && (some.stream()
                                .anyMatch(rule -> rule.name().catalog().isName()
                                        || rule.name().isWholeCatalog())
                        || !catalog.schemas().isEmpty());
    }

    /** Whether a schema may be one of which something is seen, as far as rules tell without a look at it. */
    boolean maySee(String catalog, String schema) {
        return allowed.stream().anyMatch(rule -> rule.name().isIn(catalog, schema))
                && denied.stream()
                        .noneMatch(rule -> rule.columns().isEmpty()
                                && rule.name().isWholeSchema()
                                && rule.name().isIn(catalog, schema));
    }

    /** Whether the name of a schema may be known: it is named by a rule, or has a table that may be seen. */
    boolean sees(LakeCatalog whole, String schema) {
        String catalog = whole.name();
        boolean none = denied.stream()
                .anyMatch(rule -> rule.columns().isEmpty()
                        && rule.name().isWholeSchema()
                        && rule.name().isIn(catalog, schema));
        List<Tables> some = allowed.stream()
                .filter(rule -> rule.name().isIn(catalog, schema))
                .toList();
        return !none
                && !some.isEmpty()
                && (some.stream()
                                .anyMatch(rule -> rule.name().schema().isName()
                                        || rule.name().isWholeSchema())
                        || whole.tables(schema).stream()
                                .anyMatch(table -> sees(new TableName(catalog, schema, table))));
    }

    boolean sees(TableName name) {
        return allowed.stream().anyMatch(rule -> rule.name().matches(name))
                && denied.stream()
                        .noneMatch(
                                rule -> rule.columns().isEmpty() && rule.name().matches(name));
    }

    @Override
    public Optional<Restriction> restriction(TableName name) {
        TableRestriction restriction = new TableRestriction(
                columns(allowed, name), columns(denied, name), rules.masks(name, roles), rules.rows(name, roles));
        return restriction.isNothing() ? Optional.empty() : Optional.of(restriction);
    }

    private static List<Glob> columns(List<Tables> tables, TableName name) {
        return tables.stream()
                .filter(rule -> rule.name().matches(name))
                .flatMap(rule -> rule.columns().stream())
                .flatMap(List::stream)
                .toList();
    }
}
