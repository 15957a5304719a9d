package io.lakegate.adapters.calcite;

import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorScope.ResolvedImpl;

/**
 * Puts the table's name before {@code struct_column.field}, without which Calcite takes the column for a table. What may be a table stays
 * one, and subqueries are left to their own turn.
 */
@SuppressWarnings("NullAway") // a visitor that changes names returns nothing
final class StructFields extends SqlBasicVisitor<Void> {
    private static final SqlNameMatcher NAMES = SqlNameMatchers.withCaseSensitive(false);

    private final SqlValidatorScope scope;

    /** {@code scope} knows the tables whose columns the expressions may name; their row types are known. */
    StructFields(SqlValidatorScope scope) {
        this.scope = scope;
    }

    @Override
    public Void visit(SqlCall call) {
        if (call.isA(SqlKind.QUERY)) {
            return null;
        }
        if (call.getKind() == SqlKind.AS) {
            return call.<SqlNode>operand(0).accept(this); // what follows is a new name
        }
        return super.visit(call);
    }

    @Override
    public Void visit(SqlIdentifier name) {
        if (name.names.size() < 2 || name.isStar() || mayBeTable(name)) {
            return null;
        }
        Set<String> tables =
                scope.findQualifyingTableNames(name.names.get(0), name, NAMES).keySet();
        if (tables.size() == 1) {
            name.assignNamesFrom(name.add(0, tables.iterator().next(), SqlParserPos.ZERO));
        }
        return null;
    }

    private boolean mayBeTable(SqlIdentifier name) {
        for (int size = name.names.size() - 1; size > 0; size--) {
            ResolvedImpl resolved = new ResolvedImpl();
            scope.resolve(name.names.subList(0, size), NAMES, false, resolved);
            if (resolved.count() > 0) {
                return true;
            }
        }
        return false;
    }
}
