<#-- A table at a version or time, and the words that are columns. -->

/** Parses the version of a table, after the table's name. */
SqlNode TableVersion(SqlNode table) :
{
    final SqlTableVersion.Axis axis;
    final SqlNode point;
}
{
    [ <FOR> ]
    (
        ( <VERSION> | <SYSTEM_VERSION> ) { axis = SqlTableVersion.Axis.VERSION; }
    |
        ( <TIMESTAMP> | <SYSTEM_TIME> ) { axis = SqlTableVersion.Axis.TIMESTAMP; }
    )
    {
        if (!(table instanceof SqlIdentifier)) {
            throw Misplaced.at(getPos(), "A version stands right after the name of a table, before hints and columns.");
        }
    }
    <AS> <OF>
    point = Expression(ExprContext.ACCEPT_NON_QUERY) {
        return new SqlTableVersion(Span.of(table).end(this), (SqlIdentifier) table, axis, point);
    }
}

/** Parses a reserved word that cannot begin any other expression, hence is a column. */
SqlIdentifier ColumnWord() :
{
}
{
    (
<#list parser.columnWords as word>
        <${word}><#sep> |</#sep>
</#list>
    )
    {
        return new SqlIdentifier(unquotedIdentifier(), getPos());
    }
}

/** Parses {@code ::TYPE} behind an expression. */
void CastByColons(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <COLONS> { checkNonQueryExpression(exprContext); }
    type = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
}
