package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of LIKE, as far as the order of texts can say it.
 *
 * @param prefix what each text that matches starts with
 * @param rest what may follow the prefix
 */
record LikePattern(String prefix, Rest rest) {
    enum Rest {
        NOTHING,
        ANYTHING,
        /** Something that is not looked at. */
        UNSAID
    }

    LikePattern {
        requireNonNull(prefix, "prefix");
        requireNonNull(rest, "rest");
    }

    /** Reads a pattern; {@code escape} is empty or one character, and stands for nothing when it is empty. */
    static LikePattern of(String pattern, String escape) {
        StringBuilder prefix = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            int next = pattern.codePointAt(at);
            int after = at + Character.charCount(next);
            if (!escape.isEmpty() && next == escape.codePointAt(0)) {
                if (after >= pattern.length()) {
                    return new LikePattern(prefix.toString(), Rest.UNSAID); // the engine says what is wrong
                }
                next = pattern.codePointAt(after);
                after += Character.charCount(next);
            } else if (next == '%') {
                boolean last = pattern.chars().skip(at).allMatch(each -> each == '%');
                return new LikePattern(prefix.toString(), last ? Rest.ANYTHING : Rest.UNSAID);
            } else if (next == '_') {
                return new LikePattern(prefix.toString(), Rest.UNSAID);
            }
            prefix.appendCodePoint(next);
            at = after;
        }
        return new LikePattern(prefix.toString(), Rest.NOTHING);
    }

    /** Whether {@link #filter} is true for no text but those that match. */
    boolean isExact() {
        return rest != Rest.UNSAID;
    }

    /** What the order of texts says of a column that matches; empty when it says nothing. */
    Optional<Filter> filter(ColumnPath column) {
        boolean halfCharacter = prefix.codePoints().anyMatch(LikePattern::isSurrogate);
        if (halfCharacter || (prefix.isEmpty() && rest != Rest.NOTHING)) {
            return Optional.empty();
        }
        if (rest == Rest.NOTHING) {
            return Optional.of(compare(column, Operator.EQUAL, prefix));
        }
        Filter atLeast = compare(column, Operator.GREATER_OR_EQUAL, prefix);
        return Optional.of(firstAbove(prefix)
                .<Filter>map(end -> new Filter.And(List.of(atLeast, compare(column, Operator.LESS, end))))
                .orElse(atLeast));
    }

    private static Filter compare(ColumnPath column, Operator operator, String text) {
        return new Filter.Compare(column, operator, Value.of(Simple.VARCHAR, text));
    }

    /** The least text above all that start with the prefix, in the order of code points; empty when there is none. */
    private static Optional<String> firstAbove(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = isSurrogate(last + 1) ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(prefix.substring(0, end) + Character.toString(next));
            }
        }
        return Optional.empty();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
