package io.lakegate.adapters.calcite;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/**
 * An engine's SQL in which views are written, in the order in which their texts are tried: the closest to ours first. What a dialect means
 * in another way than ours is refused, not guessed.
 */
enum ViewDialect {
    /** Ours: of views that the gateway keeps itself. */
    LAKEGATE(false, false, ""),
    /** Divides whole numbers as the standard says. */
    TRINO(false, false, " CONCAT DAYOFWEEK GREATEST LEAST LOG TO_CHAR TO_DATE TO_TIMESTAMP "),
    /** Quotes names in back-ticks. */
    SPARK(true, true, " CONCAT LOG SPLIT TO_CHAR TO_DATE TO_TIMESTAMP "),
    DUCKDB(true, false, " DAYOFWEEK DAYNAME REGEXP_REPLACE REGEXP_EXTRACT TO_CHAR TO_DATE TO_TIMESTAMP ");

    private final boolean fractions;
    private final boolean truncates;
    private final String otherFunctions;

    /**
     * How a dialect differs.
     *
     * @param fractions whether the quotient of two whole numbers has a fraction
     * @param truncates whether a cast to a whole number drops the fraction, where ours rounds
     * @param otherFunctions names of functions that exist here too and answer otherwise, each between blanks
     */
    ViewDialect(boolean fractions, boolean truncates, String otherFunctions) {
        this.fractions = fractions;
        this.truncates = truncates;
        this.otherFunctions = otherFunctions;
    }

    /** The dialect's name as metadata has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    SqlParser.Config parsing(SqlParser.Config ours) {
        return this == SPARK ? ours.withQuoting(Quoting.BACK_TICK) : ours;
    }

    SqlValidator.Config validating(SqlValidator.Config ours) {
        return this == SPARK ? ours.withDefaultNullCollation(NullCollation.LOW) : ours;
    }

    /** Why the text cannot be taken as it stands, as a clause. */
    Optional<String> strangeText(String sql) {
        return this == SPARK && sql.indexOf('\\') >= 0
                ? Optional.of("it has a backslash, which Spark takes as the start of an escape")
                : Optional.empty();
    }

    /** Why a query that was checked means something else here, as a clause. */
    Optional<String> strangeMeaning(SqlNode validated, SqlValidator validator) {
        Differences differences = new Differences(validator);
        validated.accept(differences);
        return Optional.ofNullable(differences.found);
    }

    private final class Differences extends SqlBasicVisitor<@Nullable Void> {
        private final SqlValidator validator;
        private @Nullable String found;

        Differences(SqlValidator validator) {
            this.validator = validator;
        }

        @Override
        public @Nullable Void visit(SqlCall call) {
            List<SqlNode> operands = call.getOperandList();
            if (ViewDialect.this == LAKEGATE) {
                return super.visit(call);
            }
            if (fractions
                    && call.getKind() == SqlKind.DIVIDE
                    && operands.stream().allMatch(this::isWhole)) {
                found = "it divides whole numbers, which leaves a fraction there and none here";
            } else if (truncates
                    && call.getKind() == SqlKind.CAST
                    && isWhole(call)
                    && !isWhole(operands.get(0))
                    && isNumber(operands.get(0))) {
                found = "it makes whole numbers of others, which drops the fraction there and rounds here";
            } else if (call.getKind() == SqlKind.EXTRACT
                    && operands.get(0).toString().equals("DOW")) {
                found = "it asks for the day of the week, whose number is another one here";
            } else if (call.getOperator().getName().toUpperCase(Locale.ROOT).startsWith("SUBSTR")
                    && operands.size() > 1
                    && !operands.get(1).toString().matches("[1-9]\\d*")) {
                found =
                        "it takes a part of a text from a place that may be before its start, which is counted from its end there";
            } else if (call.getKind() == SqlKind.CAST && isTruth(operands.get(0)) && isText(call)) {
                found = "it makes texts of truth values, which are in small letters there";
            } else if (otherFunctions.contains(
                    " " + call.getOperator().getName().toUpperCase(Locale.ROOT) + " ")) {
                found = "it calls %s, which answers otherwise there than here"
                        .formatted(call.getOperator().getName());
            }
            return super.visit(call);
        }

        @Override
        public @Nullable Void visit(SqlDynamicParam parameter) {
            found = "it has a parameter";
            return null;
        }

        private boolean isWhole(SqlNode operand) {
            return Optional.ofNullable(validator.getValidatedNodeTypeIfKnown(operand))
                    .filter(SqlTypeUtil::isIntType)
                    .isPresent();
        }

        private boolean isTruth(SqlNode operand) {
            return Optional.ofNullable(validator.getValidatedNodeTypeIfKnown(operand))
                    .filter(SqlTypeUtil::isBoolean)
                    .isPresent();
        }

        private boolean isText(SqlNode operand) {
            return Optional.ofNullable(validator.getValidatedNodeTypeIfKnown(operand))
                    .filter(SqlTypeUtil::inCharFamily)
                    .isPresent();
        }

        private boolean isNumber(SqlNode operand) {
            return Optional.ofNullable(validator.getValidatedNodeTypeIfKnown(operand))
                    .filter(SqlTypeUtil::isNumeric)
                    .isPresent();
        }
    }
}
