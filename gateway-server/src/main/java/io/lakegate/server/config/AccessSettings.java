package io.lakegate.server.config;

import io.lakegate.catalog.error.NearestName;
import java.util.ArrayList;
import java.util.List;

/** The keys of the file of access rules. */
final class AccessSettings {
    private static final String EVERYBODY = "*";

    /** Words with commas between them. */
    @SuppressWarnings("unchecked")
    private static final ValueKind<List<String>> WORDS = new ValueKind<>(
            (Class<List<String>>) (Class<?>) List.class,
            "one or more names",
            "names with commas between them; `*` stands for any characters",
            AccessSettings::words,
            words -> {},
            words -> String.join(", ", words));

    /** Parts with dots between them. */
    @SuppressWarnings("unchecked")
    private static final ValueKind<List<String>> NAME = new ValueKind<>(
            (Class<List<String>>) (Class<?>) List.class,
            "the name of a table, or a pattern for several",
            "`CATALOG.SCHEMA.TABLE`, `CATALOG.SCHEMA` or `CATALOG`; `*` stands for any characters of a part, and a part with a dot in it stands in double quotes",
            AccessSettings::parts,
            parts -> {},
            parts -> String.join(".", parts));

    private static List<String> words(Text text) throws BadValue {
        List<String> words = new ArrayList<>();
        for (String word : text.value().split(",", -1)) {
            if (word.isBlank()) {
                throw new BadValue("a name is missing");
            }
            words.add(word.strip());
        }
        return words;
    }

    private static List<String> parts(Text text) throws BadValue {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : text.value().toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        if (quoted || parts.size() > 3 || parts.stream().anyMatch(String::isBlank)) {
            throw new BadValue("it has one to three parts with dots between them, none of them empty");
        }
        return parts;
    }

    static final Setting<String> ROLE = Setting.required("roles[].role", ValueKinds.TEXT, "analysts", "The role.");
    static final Setting<List<String>> USER =
            Setting.optional("roles[].user", WORDS, "the item names groups", "ann", "Users who have the role.");
    static final Setting<List<String>> GROUP = Setting.optional(
            "roles[].group", WORDS, "the item names users", "sales", "Groups whose members have the role.");
    static final Key.Repeated ROLES = new Key.Repeated(
            "roles",
            "Who has which role. A role may have several items, each with one of the keys `user` and `group`.",
            new Key.Group("roles", "A role.", List.of(ROLE, USER, GROUP)));

    private static Setting<List<String>> to(String list) {
        return Setting.withDefault(
                list + "[].role", WORDS, List.of(EVERYBODY), "The roles that it is for; `*` for everybody.");
    }

    static final Setting<List<String>> ALLOW_ROLE = to("allow");
    static final Setting<List<String>> ALLOW_TABLE = Setting.optional(
            "allow[].table",
            NAME,
            "the item allows something else",
            "lake.sales.*",
            "Tables and views that may be read.");
    static final Setting<List<String>> ALLOW_COLUMNS =
            Setting.withDefault("allow[].columns", WORDS, List.of(EVERYBODY), "Which of their columns.");
    static final Setting<String> ALLOW_LOCATION = Setting.optional(
            "allow[].location",
            ValueKinds.TEXT,
            "the item allows something else",
            "/data/raw",
            "A folder, or an address in a store. What lies there and below may be read by path functions, and named by external tables: all of it.");
    static final Setting<List<String>> ALLOW_DEFINE = Setting.optional(
            "allow[].define",
            NAME,
            "the item allows something else",
            "lakegate.scratch.*",
            "External tables and views that may be made and dropped.");
    static final Key.Repeated ALLOW = new Key.Repeated(
            "allow",
            "What may be done. Each item has one of the keys `table`, `location` and `define`. What no item allows is not there.",
            new Key.Group(
                    "allow",
                    "Something that may be done.",
                    List.of(ALLOW_ROLE, ALLOW_TABLE, ALLOW_COLUMNS, ALLOW_LOCATION, ALLOW_DEFINE)));

    static final Setting<List<String>> DENY_ROLE = to("deny");
    static final Setting<List<String>> DENY_TABLE = Setting.required(
            "deny[].table",
            NAME,
            "lake.sales.salaries",
            "Tables and views that are not there, whatever else allows them.");
    static final Setting<List<String>> DENY_COLUMNS =
            Setting.optional("deny[].columns", WORDS, "the whole table", "salary", "Only these columns are not there.");
    static final Key.Repeated DENY = new Key.Repeated(
            "deny",
            "What is taken from what is allowed.",
            new Key.Group("deny", "Something that is taken.", List.of(DENY_ROLE, DENY_TABLE, DENY_COLUMNS)));

    private static Setting<List<String>> except(String list) {
        return Setting.optional(
                list + "[].except", WORDS, "nobody", "auditors", "Roles whose holders it does not concern.");
    }

    static final Setting<List<String>> ROWS_ROLE = to("rows");
    static final Setting<List<String>> ROWS_EXCEPT = except("rows");
    static final Setting<List<String>> ROWS_TABLE =
            Setting.required("rows[].table", NAME, "lake.sales.orders", "Tables and views that it is for.");
    static final Setting<String> ROWS_WHERE = Setting.required(
            "rows[].where",
            ValueKinds.TEXT,
            "region = 'EU' OR seller = CURRENT_USER",
            "The condition, in SQL over the columns of the table, with `CURRENT_USER` and `IS_MEMBER('group')`. It may use columns that are not seen.");
    static final Key.Repeated ROWS = new Key.Repeated(
            "rows",
            "Which rows are seen. Where several items are for somebody, a row has to fulfil all of them.",
            new Key.Group("rows", "A condition.", List.of(ROWS_ROLE, ROWS_EXCEPT, ROWS_TABLE, ROWS_WHERE)));

    static final Setting<List<String>> MASKS_ROLE = to("masks");
    static final Setting<List<String>> MASKS_EXCEPT = except("masks");
    static final Setting<List<String>> MASKS_TABLE =
            Setting.required("masks[].table", NAME, "lake.sales.orders", "Tables and views that it is for.");
    static final Setting<List<String>> MASKS_COLUMNS =
            Setting.required("masks[].columns", WORDS, "email", "Columns whose values are not seen.");
    static final Setting<String> MASKS_AS = Setting.required(
            "masks[].as",
            ValueKinds.TEXT,
            "CONCAT('***', RIGHT(email, 4))",
            "What is seen instead: an expression as in `where`, of the column's type. `'NULL'`, in quotes as YAML wants it, shows nothing.");
    static final Key.Repeated MASKS = new Key.Repeated(
            "masks",
            "Which values are not seen. Where several items are for one column, the first of the file counts.",
            new Key.Group("masks", "A mask.", List.of(MASKS_ROLE, MASKS_EXCEPT, MASKS_TABLE, MASKS_COLUMNS, MASKS_AS)));

    /** The keys of the file. */
    static final Key.Group FILE = new Key.Group("", "Who may see what.", List.of(ROLES, ALLOW, DENY, ROWS, MASKS));

    private AccessSettings() {}

    /** What must hold between the keys. */
    static void check(Bound file, Problems problems) {
        List<String> known = file.get(ROLES).stream()
                .flatMap(role -> role.find(ROLE).stream())
                .distinct()
                .toList();
        for (Bound role : file.get(ROLES)) {
            if (role.isPresent(USER) == role.isPresent(GROUP)) {
                problems.add(role.place(), "A role is given to users or to groups: write one of the two keys.");
            }
            if (role.find(ROLE).filter(EVERYBODY::equals).isPresent()) {
                problems.add(role.place(), "The role * is everybody's. Give this one another name.");
            }
        }
        for (Bound item : file.get(ALLOW)) {
            checkRoles(item, ALLOW_ROLE, known, problems);
            long objects = List.<Key>of(ALLOW_TABLE, ALLOW_LOCATION, ALLOW_DEFINE).stream()
                    .filter(item::isPresent)
                    .count();
            if (objects != 1) {
                problems.add(
                        item.place(), "An item allows one thing: write one of the keys table, location and define.");
            } else if (item.isPresent(ALLOW_COLUMNS) && !item.isPresent(ALLOW_TABLE)) {
                problems.add(item.place(), "Only tables have columns: write table, or take columns out.");
            }
        }
        file.get(DENY).forEach(item -> checkRoles(item, DENY_ROLE, known, problems));
        for (Bound item : file.get(ROWS)) {
            checkRoles(item, ROWS_ROLE, known, problems);
            checkRoles(item, ROWS_EXCEPT, known, problems);
        }
        for (Bound item : file.get(MASKS)) {
            checkRoles(item, MASKS_ROLE, known, problems);
            checkRoles(item, MASKS_EXCEPT, known, problems);
        }
    }

    /** A role that nobody has would make a rule that says nothing: of a deny, without anybody noticing. */
    private static void checkRoles(Bound item, Setting<List<String>> key, List<String> known, Problems problems) {
        for (String role : item.find(key).orElse(List.of())) {
            if (!role.equals(EVERYBODY) && !known.contains(role)) {
                problems.add(
                        item.place(),
                        "There is no role %s.%s Under roles are: %s."
                                .formatted(
                                        role,
                                        NearestName.hint(role, known),
                                        known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
    }
}
