package io.lakegate.server.console;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code prepare}, which the script {@code lakegate} calls once: puts the engine's library for this machine beside a copy of the engine's
 * jar that lacks it. From the jar the engine unpacks 70 MB at each start, and leaves them in the folder for temporary files when it is killed.
 */
@Command(
        name = "prepare",
        hidden = true,
        description = "Prepares a folder from which the gateway starts faster.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:prepared", "1:could not", "2:the command line is wrong"})
final class PrepareCommand implements Callable<Integer> {
    /** How the engine's jar calls the libraries in it. */
    private static final String LIBRARY = "libduckdb_java.so_";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "JAR", description = "The engine's jar.")
    private Path jar = Path.of("");

    @Parameters(index = "1", paramLabel = "DIR", description = "The folder that is made.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException, URISyntaxException {
        Files.createDirectories(folder);
        Path draft = folder.resolve("engine.jar.draft");
        Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
        boolean found = false;
        try (FileSystem inside = FileSystems.newFileSystem(new URI("jar:" + draft.toUri()), Map.of())) {
            List<Path> libraries = libraries(inside.getPath("/"));
            for (Path library : libraries) {
                if (isOfThisMachine(library)) {
                    found = true;
                    Files.copy(
                            library,
                            folder.resolve(String.valueOf(library.getFileName())),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            for (Path library : found ? libraries : List.<Path>of()) {
                Files.delete(library); // those of other machines are of no use here
            }
        }
        if (!found) {
            Files.delete(draft);
            spec.commandLine().getErr().println("There is no library for this machine in " + jar + ".");
            return 1;
        }
        Files.move(draft, folder.resolve("engine.jar"), StandardCopyOption.REPLACE_EXISTING);
        return 0;
    }

    private static List<Path> libraries(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(LIBRARY))
                    .toList();
        }
    }

    private static boolean isOfThisMachine(Path library) {
        String[] names = String.valueOf(library.getFileName())
                .substring(LIBRARY.length())
                .split("_", 2);
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = processor.equals("aarch64") || processor.equals("arm64");
        boolean intel = processor.equals("x86_64") || processor.equals("amd64");
        return names.length == 2
                && system.startsWith(names[0].equals("macos") ? "mac" : names[0])
                && (names[1].startsWith("amd64") ? intel : names[1].startsWith("arm64") && arm);
    }
}
