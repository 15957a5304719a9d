<#-- A table at a version or time, the words that are columns, and spellings of other dialects within queries. -->

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

/** Parses a list as DuckDB writes it: {@code [1, 2]}. */
SqlNode BracketedList() :
{
    final Span s;
    SqlNodeList values = SqlNodeList.EMPTY;
}
{
    <LBRACKET> { s = span(); }
    [ values = ExpressionCommaList(s, ExprContext.ACCEPT_SUB_QUERY) ]
    <RBRACKET> {
        return SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(s.end(this), values.getList());
    }
}

/** Whether GROUP BY ends here. */
JAVACODE boolean ClauseEnds()
{
    switch (getToken(1).kind) {
    case EOF:
    case EXCEPT:
    case FETCH:
    case HAVING:
    case INTERSECT:
    case LIMIT:
    case OFFSET:
    case ORDER:
    case QUALIFY:
    case RPAREN:
    case SEMICOLON:
    case SET_MINUS:
    case UNION:
    case WINDOW:
        return true;
    default:
        return false;
    }
}
