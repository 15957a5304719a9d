package io.lakegate.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the file of access rules says, item by item in its order. Names of tables are in one to three parts, each a pattern.
 *
 * @param roles who has which
 * @param tables which tables may be read
 * @param locations where tables may be read that nobody registered
 * @param definitions which external tables and views may be made
 * @param denied what is taken from the tables
 * @param rows which rows are seen
 * @param masks which values are not
 */
public record AccessConfig(
        List<Role> roles,
        List<Tables> tables,
        List<Location> locations,
        List<Definitions> definitions,
        List<Tables> denied,
        List<Rows> rows,
        List<Mask> masks) {
    /** No rules: nobody may see anything. */
    public static final AccessConfig NOTHING =
            new AccessConfig(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public AccessConfig {
        roles = List.copyOf(roles);
        tables = List.copyOf(tables);
        locations = List.copyOf(locations);
        definitions = List.copyOf(definitions);
        denied = List.copyOf(denied);
        rows = List.copyOf(rows);
        masks = List.copyOf(masks);
    }

    /** A role of users and of the members of groups, by patterns. */
    public record Role(String name, List<String> users, List<String> groups) {}

    /** For whom a rule is: roles, without those who have one of the others. {@code *} is everybody's role. */
    public record Holders(List<String> roles, List<String> except) {}

    /** Tables; without columns where the table as a whole is meant. */
    public record Tables(Holders holders, List<String> name, Optional<List<String>> columns) {}

    /** A folder or an address. */
    public record Location(Holders holders, String place) {}

    /** Names of what may be made. */
    public record Definitions(Holders holders, List<String> name) {}

    /** A condition; {@code place} is where the file has it. */
    public record Rows(Holders holders, List<String> name, String where, String place) {}

    /** What is seen in the place of columns. */
    public record Mask(Holders holders, List<String> name, List<String> columns, String as, String place) {}

    static AccessConfig of(Bound file) {
        List<Tables> tables = new ArrayList<>();
        List<Location> locations = new ArrayList<>();
        List<Definitions> definitions = new ArrayList<>();
        for (Bound item : file.get(AccessSettings.ALLOW)) {
            Holders holders = new Holders(item.get(AccessSettings.ALLOW_ROLE), List.of());
            item.find(AccessSettings.ALLOW_TABLE)
                    .ifPresent(name ->
                            tables.add(new Tables(holders, name, Optional.of(item.get(AccessSettings.ALLOW_COLUMNS)))));
            item.find(AccessSettings.ALLOW_LOCATION).ifPresent(place -> locations.add(new Location(holders, place)));
            item.find(AccessSettings.ALLOW_DEFINE).ifPresent(name -> definitions.add(new Definitions(holders, name)));
        }
        return new AccessConfig(
                file.get(AccessSettings.ROLES).stream()
                        .map(item -> new Role(
                                item.get(AccessSettings.ROLE),
                                item.find(AccessSettings.USER).orElse(List.of()),
                                item.find(AccessSettings.GROUP).orElse(List.of())))
                        .toList(),
                tables,
                locations,
                definitions,
                file.get(AccessSettings.DENY).stream()
                        .map(item -> new Tables(
                                new Holders(item.get(AccessSettings.DENY_ROLE), List.of()),
                                item.get(AccessSettings.DENY_TABLE),
                                item.find(AccessSettings.DENY_COLUMNS)))
                        .toList(),
                file.get(AccessSettings.ROWS).stream()
                        .map(item -> new Rows(
                                holders(item, AccessSettings.ROWS_ROLE, AccessSettings.ROWS_EXCEPT),
                                item.get(AccessSettings.ROWS_TABLE),
                                item.get(AccessSettings.ROWS_WHERE),
                                item.place().toString()))
                        .toList(),
                file.get(AccessSettings.MASKS).stream()
                        .map(item -> new Mask(
                                holders(item, AccessSettings.MASKS_ROLE, AccessSettings.MASKS_EXCEPT),
                                item.get(AccessSettings.MASKS_TABLE),
                                item.get(AccessSettings.MASKS_COLUMNS),
                                item.get(AccessSettings.MASKS_AS),
                                item.place().toString()))
                        .toList());
    }

    private static Holders holders(Bound item, Setting<List<String>> roles, Setting<List<String>> except) {
        return new Holders(item.get(roles), item.find(except).orElse(List.of()));
    }
}
