package io.lakegate.adapters.calcite;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The words of a statement that stand for who asks and for what the session has chosen. Immutable. */
final class Asker {
    private final DefaultNames names;

    Asker(DefaultNames names) {
        this.names = names;
    }

    /** What a name stands for, where it is such a word. */
    Optional<SqlNode> word(SqlIdentifier name) {
        if (!name.isSimple() || name.isComponentQuoted(0)) {
            return Optional.empty();
        }
        Optional<String> chosen = switch (name.getSimple().toUpperCase(Locale.ROOT)) {
            case "CURRENT_CATALOG" -> names.catalog();
            case "CURRENT_SCHEMA" -> names.schema();
            case "CURRENT_USER", "SESSION_USER", "SYSTEM_USER", "USER" -> names.user();
            default -> Optional.empty();
        };
        return chosen.map(text -> SqlLiteral.createCharString(text, name.getParserPosition()));
    }

    /** {@code IS_MEMBER(group)}: whether who asks is a member of a group. */
    Optional<SqlNode> membership(SqlCall call) {
        if (!call.getOperator().getName().equalsIgnoreCase("IS_MEMBER")) {
            return Optional.empty();
        }
        SqlParserPos position = call.getParserPosition();
        if (call.operandCount() != 1) {
            throw new GatewayException(
                    ErrorCode.INVALID_STATEMENT,
                    "Line %d, column %d: IS_MEMBER takes the name of one group: IS_MEMBER('dba')."
                            .formatted(position.getLineNum(), position.getColumnNum()));
        }
        List<SqlNode> groups = new ArrayList<>();
        names.groups().forEach(group -> groups.add(SqlLiteral.createCharString(group, position)));
        return Optional.of(
                groups.isEmpty()
                        ? SqlLiteral.createBoolean(false, position)
                        : SqlStdOperatorTable.IS_TRUE.createCall(
                                position,
                                SqlStdOperatorTable.IN.createCall(
                                        position, call.operand(0), new SqlNodeList(groups, position))));
    }
}
