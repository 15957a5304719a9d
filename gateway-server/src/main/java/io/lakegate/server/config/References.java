package io.lakegate.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What fills in <code>${env:NAME}</code> and <code>${file:PATH}</code>. Runs after YAML is parsed and once only, so that what is filled in can neither
 * change the structure of a file nor refer to something else.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{(?<inside>[^}]*)}|\\$\\{");
    private static final String HELP =
            "write ${env:NAME} for an environment variable, ${file:PATH} for the content of a file, or $${ for the characters themselves";

    private final Path folder;
    private final Function<String, Optional<String>> environment;

    /** {@code folder} is absolute: what relative paths start from. */
    References(Path folder, Function<String, Optional<String>> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    Text fill(String written) throws BadValue {
        Matcher reference = REFERENCE.matcher(written);
        StringBuilder value = new StringBuilder();
        boolean filledIn = false;
        while (reference.find()) {
            boolean escaped = reference.group().startsWith("$$");
            filledIn |= !escaped;
            reference.appendReplacement(value, Matcher.quoteReplacement(escaped ? "${" : resolve(reference)));
        }
        reference.appendTail(value);
        return new Text(written, value.toString(), filledIn, folder);
    }

    private String resolve(Matcher reference) throws BadValue {
        String inside = reference.group("inside");
        if (inside == null) {
            throw new BadValue("${ has no closing brace: " + HELP);
        }
        String source = inside.substring(0, inside.indexOf(':') + 1);
        String name = inside.substring(source.length());
        if (source.equals("env:") && !name.isEmpty()) {
            return environment
                    .apply(name)
                    .orElseThrow(
                            () -> new BadValue("the environment variable %s is not set".formatted(Text.quoted(name))));
        }
        if (source.equals("file:") && !name.isEmpty()) {
            return content(name);
        }
        throw new BadValue("%s refers to nothing: %s".formatted(Text.quoted(reference.group()), HELP));
    }

    private String content(String path) throws BadValue {
        try {
            return FileText.read(folder.resolve(path)).replaceFirst("\\r?\\n\\z", "");
        } catch (InvalidPathException e) {
            throw new BadValue("%s is not a path of a file".formatted(Text.quoted(path)));
        } catch (BadValue e) {
            throw new BadValue("the file %s cannot be read: %s".formatted(Text.quoted(path), e.reason()));
        }
    }
}
