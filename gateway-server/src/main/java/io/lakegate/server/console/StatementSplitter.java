package io.lakegate.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cutter of text into SQL statements at each {@code ;} that is not inside a string, a quoted name or a comment. Text comes in pieces
 * of any size. Used by one thread.
 *
 * <p>Knows {@code '…'}, {@code "…"} and {@code `…`}, in which a doubled quote stands for itself, {@code --} and {@code /* … *}{@code /}.
 * Comments stay in the statement's text; a statement of nothing but comments is none.
 */
final class StatementSplitter {
    private enum Place {
        STATEMENT,
        QUOTES,
        LINE_COMMENT,
        BLOCK_COMMENT
    }

    private static final char NONE = '\0';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final StringBuilder pending = new StringBuilder();
    private Place place = Place.STATEMENT;
    private char quote = NONE;
    /** The character before, when it can be the first half of {@code --}, {@code /*} or the end of a comment. */
    private char before = NONE;
    /** Whether the pending text holds more than space and comments. */
    private boolean substance;

    /** The statements that end in this piece, without their semicolons. */
    List<String> add(CharSequence text) {
        List<String> complete = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (place) {
                case STATEMENT -> inStatement(c, complete);
                case QUOTES -> {
                    pending.append(c);
                    place = c == quote ? Place.STATEMENT : Place.QUOTES;
                }
                case LINE_COMMENT -> {
                    pending.append(c);
                    place = c == '\n' ? Place.STATEMENT : Place.LINE_COMMENT;
                }
                case BLOCK_COMMENT -> {
                    pending.append(c);
                    boolean end = before == '*' && c == '/';
                    before = end ? NONE : c;
                    place = end ? Place.STATEMENT : Place.BLOCK_COMMENT;
                }
            }
        }
        return complete;
    }

    /** The last statement, when the text ended without a semicolon. Leaves the splitter as new. */
    Optional<String> finish() {
        Optional<String> rest = hasSubstance() ? Optional.of(pending.toString().strip()) : Optional.empty();
        reset();
        return rest;
    }

    /** Whether a statement, a quoted text or a block comment has begun and not ended. */
    boolean isOpen() {
        return hasSubstance() || place == Place.BLOCK_COMMENT;
    }

    private boolean hasSubstance() {
        return substance || (place == Place.STATEMENT && before != NONE);
    }

    private void inStatement(char c, List<String> complete) {
        if (before == '-' && c == '-') {
            begin(Place.LINE_COMMENT, c);
            return;
        }
        if (before == '/' && c == '*') {
            begin(Place.BLOCK_COMMENT, c);
            return;
        }
        // Then the dash or slash before was an operator.
        substance = hasSubstance();
        before = NONE;
        switch (c) {
            case ';' -> {
                finish().ifPresent(complete::add);
                return;
            }
            case '\'', '"', '`' -> {
                quote = c;
                place = Place.QUOTES;
                substance = true;
            }
            case '-', '/' -> before = c;
            case BYTE_ORDER_MARK -> {
                // Windows editors begin files with it.
                return;
            }
            default -> substance |= !Character.isWhitespace(c);
        }
        pending.append(c);
    }

    private void begin(Place comment, char c) {
        pending.append(c);
        place = comment;
        before = NONE;
    }

    private void reset() {
        pending.setLength(0);
        place = Place.STATEMENT;
        quote = NONE;
        before = NONE;
        substance = false;
    }
}
