package io.lakegate.server.access;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/** A name with {@code *} for any characters; unless said otherwise, case does not count. Immutable. */
record Glob(String text, Pattern pattern) {
    Glob {
        requireNonNull(text, "text");
        requireNonNull(pattern, "pattern");
    }

    static Glob of(String text) {
        return of(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** For names of which another case is another name. */
    static Glob exact(String text) {
        return of(text, Pattern.DOTALL);
    }

    private static Glob of(String text, int flags) {
        StringBuilder regex = new StringBuilder();
        text.chars().forEach(c -> regex.append(c == '*' ? ".*" : Pattern.quote(String.valueOf((char) c))));
        return new Glob(text, Pattern.compile(regex.toString(), flags));
    }

    static List<Glob> all(List<String> texts) {
        return texts.stream().map(Glob::of).toList();
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Whether it matches every name. */
    boolean isAll() {
        return !text.isEmpty() && text.chars().allMatch(c -> c == '*');
    }

    /** Whether it matches one name only. */
    boolean isName() {
        return text.indexOf('*') < 0;
    }
}
