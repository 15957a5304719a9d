package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.console.CommandRun;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./lakegate check} names the step at which the way to a table ends, and what to change. */
class CheckTest {
    @TempDir
    Path folder;

    private CommandRun check(String catalog, String yaml) throws Exception {
        Path catalogs = Files.createDirectories(folder.resolve("conf/catalogs"));
        Files.writeString(
                folder.resolve("conf/lakegate.yaml"), "cache: {directory: '%s'}\n".formatted(folder.resolve("cache")));
        Files.writeString(catalogs.resolve("lake.yaml"), yaml);
        return CommandRun.withChecker(
                GatewayMain::check,
                "check",
                catalog,
                "--conf",
                folder.resolve("conf").toString());
    }

    private static String store(String location, Object endpoint, String secretKey) {
        return "{type: delta, location: '%s', storage: {endpoint: '%s', access-key: %s, secret-key: %s}}"
                .formatted(location, endpoint, TestStore.ACCESS_KEY, secretKey);
    }

    private void write(Path table) {
        DeltaTableWriter.create(table, List.of(new Column("id", Simple.INTEGER)))
                .append(List.<Object[]>of(new Object[] {1}));
    }

    @Test
    void aFolderThatIsWellPasses() throws Exception {
        write(folder.resolve("lake/t"));
        CommandRun run = check("lake", "{type: delta, location: '%s'}".formatted(folder.resolve("lake")));
        assertThat(run.out()).contains("ok     list", "ok     tables", "ok     read         lake.default.t: 1 columns");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aFolderThatIsMissingIsNamed() throws Exception {
        CommandRun run = check("lake", "{type: delta, location: '%s'}".formatted(folder.resolve("nowhere")));
        assertThat(run.messages()).contains(folder.resolve("nowhere").toString());
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void anotherNameIsRefused() throws Exception {
        CommandRun run = check("lage", "{type: delta, location: '%s'}".formatted(folder));
        assertThat(run.messages()).contains("lage").contains("lake");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void theWayIntoAStoreIsToldStepByStep() throws Exception {
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            write(folder.resolve("written"));
            TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
            CommandRun run = check("lake", store("s3://lake/", store.endpoint(), TestStore.SECRET_KEY));
            assertThat(run.out().lines().map(line -> line.substring(0, 19).strip()))
                    .containsExactly(
                            "ok     resolve",
                            "ok     connect",
                            "ok     authenticate",
                            "ok     list",
                            "ok     tables",
                            "ok     read");
            assertThat(run.out()).doesNotContain(TestStore.ACCESS_KEY).doesNotContain(TestStore.SECRET_KEY);

            assertThat(check("lake", store("s3://lake/", store.endpoint(), "another"))
                            .out())
                    .contains("FAILED authenticate")
                    .contains("Correct access-key and secret-key");
            assertThat(check("lake", store("s3://lage/", store.endpoint(), TestStore.SECRET_KEY))
                            .out())
                    .contains("FAILED list", "There is no bucket lage. Correct the bucket");
            assertThat(check("lake", store("s3://lake/elsewhere", store.endpoint(), TestStore.SECRET_KEY))
                            .out())
                    .contains("FAILED list", "Nothing lies below s3://lake/elsewhere");

            store.proxy().fail(request -> new Fault.Status(403, "AccessDenied"));
            assertThat(check("lake", store("s3://lake/", store.endpoint(), TestStore.SECRET_KEY))
                            .out())
                    .contains("ok     authenticate", "FAILED list", "The store denies access (AccessDenied)")
                    .contains("Grant the rights to list what is there");
        }
    }

    @Test
    void aStoreThatIsNotThereIsToldFromAName() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(check("lake", store("s3://lake/", "http://127.0.0.1:" + port, "x"))
                        .out())
                .contains("ok     resolve", "FAILED connect", "Port %d of 127.0.0.1 cannot be reached".formatted(port));
        assertThat(check("lake", store("s3://lake/", "http://nobody.invalid", "x"))
                        .out())
                .contains("FAILED resolve", "No machine is called nobody.invalid");
    }
}
