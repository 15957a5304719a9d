package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationFolderTest {
    @TempDir
    private Path folder;

    @Test
    void theSystemPropertyWinsOverTheEnvironment() throws Exception {
        Files.createDirectory(folder.resolve("conf"));

        assertThat(resolve("conf", Map.of("lakegate.home", folder.toString()), Map.of("LAKEGATE_HOME", "/elsewhere")))
                .isEqualTo(folder.resolve("conf"));
        assertThat(resolve("conf", Map.of(), Map.of("LAKEGATE_HOME", folder.toString())))
                .isEqualTo(folder.resolve("conf"));
    }

    @Test
    void aMissingSettingIsExplained() {
        assertThatThrownBy(() -> resolve("conf", Map.of(), Map.of("LAKEGATE_HOME", " ")))
                .hasMessageContaining("set the environment variable LAKEGATE_HOME")
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayException.class))
                .extracting(GatewayException::code)
                .isEqualTo(ErrorCode.CONFIGURATION);
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> resolve("sample-lake", Map.of("lakegate.home", folder.toString()), Map.of()))
                .hasMessageContaining(folder.resolve("sample-lake") + " does not exist");
    }

    private static Path resolve(String child, Map<String, String> properties, Map<String, String> environment) {
        return InstallationFolder.resolve(child, properties::get, environment::get);
    }
}
