package io.lakegate.adapters.calcite.sql;

import java.util.Map;
import org.apache.calcite.rex.RexCall;

/** The patterns of BigQuery's functions of times, in the engine's spelling. What the engine reads in another sense is refused. */
final class TimePatterns {
    private static final String SAME = "AaBbdHIjmMpSuUVWwYyG%";
    private static final Map<Character, String> OTHERS = Map.of(
            'D', "%m/%d/%y",
            'x', "%m/%d/%y",
            'F', "%Y-%m-%d",
            'R', "%H:%M",
            'T', "%H:%M:%S",
            'X', "%H:%M:%S",
            'h', "%b",
            'n', "\n",
            't', "\t");

    private TimePatterns() {}

    /** For a function that makes a text of a time. */
    static String written(RexCall call) {
        if (call.getOperands().size() > 2) {
            throw FunctionErrors.refused(
                    call.getOperator().getName() + " with a zone", "SET TIME ZONE says in which zone times are shown.");
        }
        return quoted(ScalarFunctions.constant(call, 0), false);
    }

    /** For a function that reads a time from a text. */
    static String read(RexCall call) {
        if (call.getOperands().size() > 2) {
            throw FunctionErrors.refused(
                    call.getOperator().getName() + " with a zone", "SET TIME ZONE says in which zone times are meant.");
        }
        return quoted(ScalarFunctions.constant(call, 0), true);
    }

    private static String quoted(String pattern, boolean reading) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                text.append(c);
                continue;
            }
            char element = pattern.charAt(++i);
            if (element == 'e' && reading) {
                text.append("%-d");
            } else if (OTHERS.containsKey(element)) {
                text.append(OTHERS.get(element));
            } else if (SAME.indexOf(element) >= 0) {
                text.append('%').append(element);
            } else if (element == '-' && i + 1 < pattern.length()) {
                text.append("%-").append(pattern.charAt(++i)); // the engine's own: without zeros before it
            } else {
                throw FunctionErrors.refused(
                        "the pattern %" + element, "%Y, %m, %d, %H, %M, %S, %F, %T, %a, %b, %j, %p and %y work.");
            }
        }
        return EngineFunction.escaped(StatementText.quotedText(text.toString()));
    }
}
