<#-- The statements that Calcite's grammar does not have, or has otherwise. -->

/** Parses a name of at most so many parts in a statement where a name must stand. */
SqlIdentifier StatementName(int mostParts) :
{
    final List<String> names = new ArrayList<String>();
    final List<SqlParserPos> positions = new ArrayList<SqlParserPos>();
}
{
    AddNamePart(names, positions)
    (
        LOOKAHEAD(2, { names.size() < mostParts })
        <DOT> AddNamePart(names, positions)
    )*
    {
        return new SqlIdentifier(names, null, SqlParserPos.sum(positions), positions);
    }
}

void AddNamePart(List<String> names, List<SqlParserPos> positions) :
{
}
{
    AddIdentifierSegment(names, positions)
|
    <DEFAULT_> {
        names.add(unquotedIdentifier());
        positions.add(getPos());
    }
}

SqlNode DescribeStatement() :
{
    final Span s;
    final SqlDescribe.Subject subject;
    final SqlIdentifier table;
}
{
    ( <DESCRIBE> | <DESC> ) { s = span(); }
    (
        LOOKAHEAD(2) <HISTORY> { subject = SqlDescribe.Subject.HISTORY; } table = StatementName(3)
    |
        LOOKAHEAD(2) <DETAIL> { subject = SqlDescribe.Subject.DETAIL; } table = StatementName(3)
    |
        [ <TABLE> ] { subject = SqlDescribe.Subject.TABLE; } table = StatementName(3)
    )
    {
        return new SqlDescribe(s.end(this), subject, table);
    }
}

SqlNode ExplainStatement() :
{
    final Span s;
    SqlExplainQuery.Detail detail = SqlExplainQuery.Detail.PLAN;
    final SqlIdentifier word;
    final SqlNode query;
}
{
    <EXPLAIN> { s = span(); }
    (
        LOOKAHEAD(1) <PLAN> <FOR>
    |
        LOOKAHEAD(1) <ANALYZE> { detail = SqlExplainQuery.Detail.ANALYZE; }
    |
        LOOKAHEAD(3)
        <LPAREN> word = SimpleIdentifier() <RPAREN> { detail = SqlExplainQuery.Detail.of(word); }
    |
        { }
    )
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) {
        return new SqlExplainQuery(s.end(this), detail, query);
    }
}

SqlNode VerifyStatement() :
{
    final Span s;
    final SqlNode query;
}
{
    <VERIFY> { s = span(); }
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) {
        return new SqlVerify(s.end(this), query);
    }
}

SqlNode ShowStatement() :
{
    final Span s;
    final SqlShow.Kind kind;
    SqlIdentifier within = null;
    SqlLiteral pattern = null;
}
{
    <SHOW> { s = span(); }
    (
        <CATALOGS> { kind = SqlShow.Kind.CATALOGS; }
    |
        ( <SCHEMAS> | <DATABASES> ) { kind = SqlShow.Kind.SCHEMAS; }
        [ ( <IN> | <FROM> ) within = StatementName(1) ]
    |
        <TABLES> { kind = SqlShow.Kind.TABLES; }
        [ ( <IN> | <FROM> ) within = StatementName(2) ]
    |
        <COLUMNS> { kind = SqlShow.Kind.COLUMNS; }
        ( <IN> | <FROM> ) within = StatementName(3)
    )
    [ <LIKE> pattern = TextLiteral() ]
    {
        return new SqlShow(s.end(this), kind, within, pattern);
    }
}

SqlLiteral TextLiteral() :
{
    final String text;
}
{
    text = SimpleStringLiteral() {
        return SqlLiteral.createCharString(text, getPos());
    }
}

SqlNode UseStatement() :
{
    final Span s;
    final SqlUse.Level level;
    final SqlIdentifier name;
}
{
    <USE> { s = span(); }
    (
        LOOKAHEAD(2) <CATALOG> { level = SqlUse.Level.CATALOG; } name = StatementName(1)
    |
        LOOKAHEAD(2) <SCHEMA> { level = SqlUse.Level.SCHEMA; } name = StatementName(2)
    |
        { level = SqlUse.Level.UNSAID; } name = StatementName(2)
    )
    {
        return new SqlUse(s.end(this), level, name);
    }
}

SqlNode SetStatement() :
{
    final Span s;
    final SqlIdentifier name;
    final SqlNode value;
    final SqlNode variable;
}
{
    <SET> { s = span(); }
    (
        variable = SetVariable(s) { return variable; }
    |
        LOOKAHEAD(2)
        <TIME> <ZONE> {
            name = SqlSet.timeZone(getPos());
        }
        (
            ( <LOCAL> | <DEFAULT_> ) { return new SqlReset(s.end(this), name); }
        |
            value = TextLiteral() { return new SqlSet(s.end(this), name, value); }
        )
    |
        name = StatementName(Integer.MAX_VALUE)
    )
    ( <EQ> | <TO> )
    (
        <DEFAULT_> {
            return new SqlReset(s.end(this), name);
        }
    |
        <ON> { value = new SqlIdentifier(unquotedIdentifier(), getPos()); }
    |
        LOOKAHEAD(NumericLiteral() (<SEMICOLON> | <EOF>))
        value = NumericLiteral()
    |
        value = Expression(ExprContext.ACCEPT_NON_QUERY)
    )
    {
        return new SqlSet(s.end(this), name, value);
    }
}

SqlNode ResetStatement() :
{
    final Span s;
    SqlIdentifier name = null;
}
{
    <RESET> { s = span(); }
    ( <ALL> | name = StatementName(Integer.MAX_VALUE) )
    {
        return new SqlReset(s.end(this), name);
    }
}
