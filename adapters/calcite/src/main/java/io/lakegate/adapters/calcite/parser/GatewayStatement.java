package io.lakegate.adapters.calcite.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A statement that the gateway answers itself. Sealed: the parser knows no other. */
public abstract sealed class GatewayStatement extends SqlCall
        permits SqlCallProcedure,
                SqlCreateExternalTable,
                SqlCreateView,
                SqlDescribe,
                SqlDropDefinition,
                SqlExplainQuery,
                SqlKill,
                SqlReset,
                SqlSet,
                SqlSetVariable,
                SqlShow,
                SqlUse,
                SqlVerify {
    GatewayStatement(SqlParserPos position) {
        super(position);
    }

    /** Chooses by class. Becomes a plain switch when the release level reaches 21. */
    public abstract <R> R match(Cases<R> cases);

    /**
     * What to do with each statement.
     *
     * @param <R> what comes of it
     */
    public interface Cases<R> {
        R call(SqlCallProcedure statement);

        R createExternalTable(SqlCreateExternalTable statement);

        R createView(SqlCreateView statement);

        R describe(SqlDescribe statement);

        R drop(SqlDropDefinition statement);

        R explain(SqlExplainQuery statement);

        R kill(SqlKill statement);

        R reset(SqlReset statement);

        R set(SqlSet statement);

        R setVariable(SqlSetVariable statement);

        R show(SqlShow statement);

        R use(SqlUse statement);

        R verify(SqlVerify statement);
    }
}
