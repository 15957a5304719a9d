package io.lakegate.server.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line that is meant for the shell itself, not for the gateway. */
enum ShellCommand {
    HELP("\\? help", "\\? or help", "shows this list"),
    FORMAT("\\format", "\\format table|csv|json", "chooses how rows are printed"),
    TIMING("\\timing", "\\timing", "turns the display of times on or off"),
    QUIT("\\q exit quit", "\\q, exit, quit or Ctrl-D", "leaves");

    /** With a space between. */
    private final String words;

    private final String usage;
    private final String effect;

    ShellCommand(String words, String usage, String effect) {
        this.words = words;
        this.usage = usage;
        this.effect = effect;
    }

    /** Whether {@code line} is a command, or looks like one that does not exist: SQL never begins with a backslash. */
    static boolean isCommand(String line) {
        return line.strip().startsWith("\\") || find(line).isPresent();
    }

    /** The command that a line begins with. A word without a backslash must stand alone: {@code exit} may begin a SQL text some day. */
    static Optional<ShellCommand> find(String line) {
        List<String> parts = words(line);
        String first = parts.get(0).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(command -> List.of(command.words.split(" ")).contains(first))
                .filter(command -> first.startsWith("\\") || parts.size() == 1)
                .findFirst();
    }

    /** What follows the command's word. */
    static List<String> arguments(String line) {
        List<String> parts = words(line);
        return parts.subList(1, parts.size());
    }

    static String help() {
        StringBuilder help =
                new StringBuilder("Statements end with ; and may span lines. Ctrl-C cancels the running one.\n");
        for (ShellCommand command : values()) {
            help.append("  %-26s %s%n".formatted(command.usage, command.effect));
        }
        return help.toString().stripTrailing();
    }

    private static List<String> words(String line) {
        // People end everything with a semicolon here.
        return List.of(line.strip().replaceFirst("\\s*;$", "").split("\\s+"));
    }
}
