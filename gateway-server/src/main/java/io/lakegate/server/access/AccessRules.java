package io.lakegate.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.config.AccessConfig;
import io.lakegate.server.config.AccessConfig.Holders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of one state of the file: who has which roles, and what follows from a role. Immutable, for any thread. */
final class AccessRules {
    private static final String EVERYBODY = "*";
    private static final int MOST_IDENTITIES = 1_000;

    private final AccessConfig config;
    private final Places places;
    private final Cache<Identity, Rights> known =
            Caches.builder().maximumSize(MOST_IDENTITIES).build();

    private AccessRules(AccessConfig config, Places places) {
        this.config = config;
        this.places = places;
    }

    /**
     * Checks what the file itself cannot tell.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when a rule is no expression, or a place none
     */
    static AccessRules of(AccessConfig config, Places places) {
        config.rows().forEach(rows -> check(rows.where(), rows.place(), "where"));
        config.masks().forEach(mask -> check(mask.as(), mask.place(), "as"));
        for (AccessConfig.Location location : config.locations()) {
            if (places.canonical(location.place()).isEmpty()) {
                throw new GatewayException(
                        ErrorCode.CONFIGURATION,
                        "The location '%s' of the access rules is no place: write the path of a folder, or an address in a store."
                                .formatted(location.place()));
            }
        }
        return new AccessRules(config, places);
    }

    private static void check(String sql, String place, String key) {
        try {
            SqlFrontEnd.checkRule(sql);
        } catch (GatewayException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "%s.%s: The expression cannot be used. %s".formatted(place, key, e.getMessage()),
                    e);
        }
    }

    /** What somebody may do. One who has not proven who they are has no role, not even everybody's. */
    Rights of(Identity identity) {
        return known.get(identity, this::rights);
    }

    private Rights rights(Identity identity) {
        Set<String> roles = identity.proven() ? roles(identity) : Set.of();
        return new RoleRights(
                this,
                roles,
                config.tables().stream()
                        .filter(rule -> isFor(rule.holders(), roles))
                        .map(AccessRules::tables)
                        .toList(),
                config.denied().stream()
                        .filter(rule -> isFor(rule.holders(), roles))
                        .map(AccessRules::tables)
                        .toList());
    }

    private Set<String> roles(Identity identity) {
        return config.roles().stream()
                .filter(role -> identity.user()
                                .filter(user -> isOne(user, role.users()))
                                .isPresent()
                        || identity.groups().stream().anyMatch(group -> isOne(group, role.groups())))
                .map(AccessConfig.Role::name)
                .collect(Collectors.toCollection(() -> {
                    Set<String> all = new TreeSet<>();
                    all.add(EVERYBODY);
                    return all;
                }));
    }

    /** Names of users and groups are what they are: another case is another name. */
    private static boolean isOne(String name, List<String> patterns) {
        return patterns.stream().anyMatch(pattern -> Glob.exact(pattern).matches(name));
    }

    private static boolean isFor(Holders holders, Set<String> roles) {
        return holders.roles().stream().anyMatch(roles::contains)
                && holders.except().stream().noneMatch(roles::contains);
    }

    private static RoleRights.Tables tables(AccessConfig.Tables rule) {
        return new RoleRights.Tables(
                TablePattern.of(rule.name()), rule.columns().map(Glob::all));
    }

    /** The conditions for a table. */
    List<TableRestriction.Condition> rows(TableName name, Set<String> roles) {
        return config.rows().stream()
                .filter(rule -> isFor(rule.holders(), roles)
                        && TablePattern.of(rule.name()).matches(name))
                .map(rule -> new TableRestriction.Condition(rule.where(), rule.place()))
                .toList();
    }

    /** The masks for a table. */
    List<TableRestriction.Mask> masks(TableName name, Set<String> roles) {
        return config.masks().stream()
                .filter(rule -> isFor(rule.holders(), roles)
                        && TablePattern.of(rule.name()).matches(name))
                .map(rule -> new TableRestriction.Mask(Glob.all(rule.columns()), rule.as(), rule.place()))
                .toList();
    }

    boolean mayDefine(TableName name, Set<String> roles) {
        return config.definitions().stream()
                .anyMatch(rule -> isFor(rule.holders(), roles)
                        && TablePattern.of(rule.name()).matches(name));
    }

    boolean mayRead(String place, Set<String> roles) {
        Optional<String> asked = places.canonical(place);
        return asked.isPresent()
                && config.locations().stream()
                        .filter(rule -> isFor(rule.holders(), roles))
                        .flatMap(rule -> places.canonical(rule.place()).stream())
                        .anyMatch(granted -> isBelow(asked.get(), granted));
    }

    private static boolean isBelow(String place, String folder) {
        return place.equals(folder) || place.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }

    /** Which form the names of places are brought to, so that they can be compared. */
    interface Places {
        /** The one form of all that mean the same; empty for a text that means no place, or might mean several. */
        Optional<String> canonical(String place);
    }
}
