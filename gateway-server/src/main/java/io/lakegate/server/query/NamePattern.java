package io.lakegate.server.query;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name pattern of JDBC's metadata calls: {@code %} is any text, {@code _} any character, a backslash takes their meaning away. Case counts not. */
public final class NamePattern {
    static final String ESCAPE = "\\";

    private static final NamePattern ANY = new NamePattern(Pattern.compile(".*", Pattern.DOTALL));

    private final Pattern pattern;

    private NamePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** The pattern of this text; null stands for any name. */
    public static NamePattern of(@Nullable String text) {
        if (text == null || text.equals("%")) {
            return ANY;
        }
        StringBuilder regex = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!escaped && c == '\\') {
                escaped = true;
                continue;
            }
            regex.append(!escaped && c == '%' ? ".*" : !escaped && c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            escaped = false;
        }
        return new NamePattern(
                Pattern.compile(regex.toString(), Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    /** Whether the whole name fits. */
    public boolean matches(String name) {
        return this == ANY || pattern.matcher(name).matches();
    }
}
