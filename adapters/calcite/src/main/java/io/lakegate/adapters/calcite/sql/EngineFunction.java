package io.lakegate.adapters.calcite.sql;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * An expression of the engine's own, written by a template: <code>{0}</code> is the first operand, <code>{*}</code> all of them, and
 * <code>{1*}</code> all from the second on. No statement can name it.
 */
final class EngineFunction extends SqlFunction {
    private static final Pattern GAP = Pattern.compile("\\{(\\d?)(\\*?)}");

    private final String template;

    EngineFunction(String template) {
        super(
                "lakegate_template",
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.ARG0,
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.SYSTEM);
        this.template = template;
    }

    static RexNode call(RexBuilder rexBuilder, RelDataType type, String template, RexNode... operands) {
        return rexBuilder.makeCall(type, new EngineFunction(template), List.of(operands));
    }

    String template() {
        return template;
    }

    /** Writes a template, and its operands through {@code operand}. */
    static void write(String template, int operands, StatementText text, Consumer<Integer> operand) {
        Matcher gap = GAP.matcher(template);
        int from = 0;
        while (gap.find()) {
            if (gap.group(1).isEmpty() && gap.group(2).isEmpty()) {
                continue; // an empty struct
            }
            text.add(plain(template.substring(from, gap.start())));
            int first = gap.group(1).isEmpty() ? 0 : Integer.parseInt(gap.group(1));
            int last = gap.group(2).isEmpty() ? first : operands - 1;
            for (int i = first; i <= last; i++) {
                text.add(i > first ? ", " : "");
                operand.accept(i);
            }
            from = gap.end();
        }
        text.add(plain(template.substring(from)));
    }

    /** Text in which what looks like a gap of a template is none. */
    static String escaped(String text) {
        return text.replace("{", "{\0");
    }

    private static String plain(String text) {
        return text.replace("\0", "");
    }

    /** Two of different texts are not equal, though their names are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EngineFunction function && function.template.equals(template);
    }

    @Override
    public int hashCode() {
        return template.hashCode();
    }
}
