package io.lakegate.server.config;

import io.lakegate.server.docs.GeneratedPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final int WIDTH = 100;

    @Test
    void thePageOfSettingsIsWhatTheCodeSays() {
        GeneratedPage.check("docs/configuration.md", page());
    }

    @Test
    void theShippedFileHasEverySettingWithItsDefault() {
        GeneratedPage.check("conf/lakegate.yaml", shippedFile());
    }

    private static String page() {
        return """
                # Configuration

                <!-- Written from io.lakegate.server.config.Settings by ConfigurationPageTest. Do not edit. -->

                `lakegate server --conf DIR` reads the folder `DIR` once, when it starts:

                | file | what it sets |
                |---|---|
                | `DIR/lakegate.yaml` | the gateway. It may be missing or empty: then every default holds. |
                | `DIR/access.yaml`, or what `access.rules` names | who may see what. Read where `access.rules` names it. |
                | `DIR/catalogs/NAME.yaml` or `NAME.yml` | the catalog `NAME`. With no such file there is no catalog. Files with other endings, and those that begin with a dot, are not read. |

                `NAME` is the first part of the names of the catalog's tables. It is made of letters, digits, `_` and `-`, begins
                with a letter or `_`, and no two differ only in case. A name with `-` needs quotes in SQL: `"my-lake".sales.orders`.

                **A configuration is used as it is or not at all.** An unknown key, a value that is not allowed, a key written twice or
                a folder that is missing stops the start. The message lists all problems of all files, each with file, line, key,
                what is wrong and what to do; a file that is not YAML is reported up to its first error.

                ## Values

                - **Sizes** are whole numbers with a unit: `B`, `kB`, `MB`, `GB`, `TB` count in thousands, `KiB`, `MiB`, `GiB`, `TiB` in
                  steps of 1024. **Durations** are whole numbers with `ms`, `s`, `min`, `h` or `d`. Upper and lower case are the same;
                  only `0` goes without a unit.
                - **Paths** may be plain or `file:` URIs (`file:///data/my%20lake`). A relative path starts from the folder of the file in which it stands.
                  `~` has no special meaning.
                - **`${env:NAME}`** stands for an environment variable and **`${file:PATH}`** for the content of a file without the line break
                  at its end, anywhere in a value: `location: ${env:LAKE}/sales`. Inside `{…}` and `[…]` YAML needs quotes around it. `$${` stands
                  for the characters `${` themselves. What was filled in is not filled in again. Messages about a problem show the reference, never
                  what was filled in.
                - YAML anchors and aliases and files of several documents are not used.

                ## `lakegate.yaml`

                """
                + Settings.GATEWAY.keys().stream()
                        .map(ConfigurationPageTest::section)
                        .collect(Collectors.joining("\n"))
                + """

                `--host` and `--port` on the command line win over the file.

                ## `catalogs/NAME.yaml`

                One catalog. Its name, which is the first part of the names of its tables, is the name of the file. Its `type` says
                which keys belong there.

                ### `type: delta`

                At least one of `location` and `tables` is needed.

                """
                + table(CatalogSettings.DELTA_KEYS)
                + """

                ### `type: iceberg`

                A catalog of the kind `directory` needs at least one of `location` and `tables`.

                """
                + table(CatalogSettings.ICEBERG_KEYS)
                + """

                ### `type: ducklake`

                """
                + table(CatalogSettings.DUCKLAKE_KEYS)
                + """

                ## The file of `access.rules`

                Who may see what. [security.md](security.md) tells how the rules go together, with an example.

                """
                + table(AccessSettings.FILE)
                + """

                ### Examples

                ```yaml
                # conf/catalogs/lake.yaml
                type: delta
                location: /data/lake
                tables:
                  - schema: sales
                    table: orders
                    location: /data/sales/orders
                ```
                """;
    }

    private static String section(Key key) {
        return key.match(
                setting -> {
                    throw new IllegalStateException("a setting outside of a group: " + setting.path());
                },
                group -> "### `%s`\n\n%s\n\n%s".formatted(group.name(), group.doc(), table(group)),
                list -> {
                    throw new IllegalStateException("a list outside of a catalog: " + list.name());
                },
                mapping -> {
                    throw new IllegalStateException("a mapping outside of a catalog: " + mapping.name());
                });
    }

    private static String table(Key.Group group) {
        return "| key | value | default | |\n|---|---|---|---|\n" + rows(group);
    }

    private static String rows(Key.Group group) {
        return group.keys().stream()
                .map(key -> key.<String>match(
                        setting -> row(setting.path(), setting.kind().help(), absent(setting), setting.doc()),
                        ConfigurationPageTest::rows,
                        list -> row(path(list), "list", "no items", list.doc()) + rows(list.item()),
                        mapping -> row(mapping.name(), mapping.help(), "nothing", mapping.doc())))
                .collect(Collectors.joining());
    }

    private static String path(Key.Repeated list) {
        String item = ((Setting<?>) list.item().keys().get(0)).path();
        return item.substring(0, item.indexOf("[]"));
    }

    private static String row(String path, String value, String absent, String doc) {
        return "| `%s` | %s | %s | %s |\n".formatted(path, value, absent, doc);
    }

    private static String absent(Setting<?> setting) {
        return setting.absent().allowed() ? setting.absent().meaning() : "**required**";
    }

    private static String shippedFile() {
        List<String> lines = new ArrayList<>();
        comment(
                "",
                "The gateway. Every key is here: take the # before it away to set it. All about keys and values is in"
                        + " docs/configuration.md. Catalogs have files of their own in the folder catalogs.",
                lines);
        for (Key key : Settings.GATEWAY.keys()) {
            Key.Group group = (Key.Group) key;
            lines.add("");
            comment("", group.doc(), lines);
            lines.add(group.name() + ":");
            for (Key inner : group.keys()) {
                if (inner instanceof Key.Repeated list) {
                    comment(
                            "  ",
                            "%s The list %s, with items such as {%s}."
                                    .formatted(
                                            list.doc().replace("`", ""),
                                            list.name(),
                                            list.item().keys().stream()
                                                    .limit(1)
                                                    .map(one -> one.name() + ": " + ((Setting<?>) one).example())
                                                    .collect(Collectors.joining(", "))),
                            lines);
                    continue;
                }
                if (inner instanceof Key.Group nested) {
                    comment(
                            "  ",
                            "%s The group %s with the keys %s."
                                    .formatted(nested.doc(), nested.name(), String.join(" and ", nested.names())),
                            lines);
                    continue;
                }
                Setting<?> setting = (Setting<?>) inner;
                boolean literal = setting.absent().meaning().startsWith("`" + setting.example());
                String machine = literal ? "" : " Default: " + setting.absent().meaning() + ".";
                comment("  ", (setting.doc() + machine).replace("`", ""), lines);
                lines.add("  #" + setting.name() + ": " + setting.example());
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void comment(String indent, String text, List<String> lines) {
        StringBuilder line = new StringBuilder(indent + "#");
        for (String word : Arrays.asList(text.split(" "))) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
