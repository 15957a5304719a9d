package io.lakegate.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.server.auth.Identity;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the source has as much to do for a name that one may not see as for one that it does not have. */
class SeenCatalogTest {
    private static final String RULES = """
            allow: [{table: lake.open}, {table: lake.exact.shown}]
            deny: [{table: lake.open.hidden}]
            """;

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();
    private LakeCatalog seen;

    @BeforeEach
    void make() throws Exception {
        for (String table : List.of("open/shown", "open/hidden", "exact/shown", "exact/hidden", "closed/hidden")) {
            DeltaTableWriter.create(folder.resolve("lake").resolve(table), List.of(new Column("id", Simple.INTEGER)));
        }
        LakeCatalog lake = new DeltaCatalog(
                "lake",
                new DeltaSource(
                        Optional.of(Location.parse(folder.resolve("lake").toString())), List.of()));
        LakeCatalog watched = (LakeCatalog) Proxy.newProxyInstance(
                LakeCatalog.class.getClassLoader(), new Class<?>[] {LakeCatalog.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("name")) {
                        asked.add(method.getName() + (arguments == null ? "" : Arrays.toString(arguments)));
                    }
                    try {
                        return method.invoke(lake, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        AccessControl access = AccessControl.of(Files.writeString(folder.resolve("access.yaml"), RULES), Optional::of);
        seen = new SeenCatalog(
                watched, (RoleRights) access.of(new Identity(Optional.of("ann"), Set.of(), true, false)));
    }

    /** What the source was asked, with one word for the name that is said or put in its place. */
    private List<String> asked(BiFunction<String, String, Optional<?>> door, String schema, String table) {
        asked.clear();
        assertThat(door.apply(schema, table)).isEmpty();
        assertThat(asked).noneMatch(call -> call.contains("hidden") || call.contains("closed"));
        return asked.stream()
                .map(call -> call.replaceAll("nobodys_[0-9a-f]{8}|absent|nowhere", "NAME"))
                .toList();
    }

    @Test
    void aNameThatOneMayNotSeeIsAsMuchWorkAsOneThatIsNotThere() {
        List<BiFunction<String, String, Optional<?>>> doors = List.of(
                (schema, table) -> seen.find(schema, table),
                (schema, table) -> seen.find(schema, table, Version.LATEST),
                (schema, table) -> seen.view(schema, table, Version.LATEST));
        for (BiFunction<String, String, Optional<?>> door : doors) {
            List<String> absent = asked(door, "open", "absent");
            assertThat(absent).isNotEmpty();
            assertThat(asked(door, "open", "hidden")).isEqualTo(absent);
            assertThat(asked(door, "open", "HIDDEN")).isEqualTo(absent);
            assertThat(asked(door, "exact", "hidden")).isEqualTo(asked(door, "exact", "absent"));
            assertThat(asked(door, "closed", "hidden")).isEqualTo(asked(door, "nowhere", "absent"));
        }
        assertThat(asked((schema, table) -> seen.schema(schema), "closed", ""))
                .isEqualTo(asked((schema, table) -> seen.schema(schema), "nowhere", ""))
                .isNotEmpty();
    }

    @Test
    void whatOneMaySeeIsAskedForByItsName() {
        assertThat(seen.find("open", "shown")).isPresent();
        assertThat(asked.get(0)).contains("[open, shown");
        assertThat(seen.find("exact", "shown", Version.LATEST)).isPresent();
        assertThat(seen.schema("open")).contains("open");
    }
}
