<#-- The statements that define tables and views, set variables and call procedures: MySQL's words beside Spark's. -->

SqlNode CreateStatement() :
{
    final Span s;
    boolean replace = false;
    final SqlNode create;
}
{
    <CREATE> { s = span(); }
    (
        <EXTERNAL> <TABLE>
        create = CreateExternalTable(s, true)
    |
        <TABLE>
        create = CreateExternalTable(s, false)
    |
        [ <OR> <REPLACE> { replace = true; } ]
        <VIEW>
        create = CreateView(s, replace)
    )
    {
        return create;
    }
}

boolean IfNotExists() :
{
    boolean given = false;
}
{
    [
        LOOKAHEAD(2)
        <IF> <NOT> <EXISTS> { given = true; }
    ]
    {
        return given;
    }
}

SqlNode CreateExternalTable(Span s, boolean external) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final ExternalTableOptions said = new ExternalTableOptions(external);
}
{
    ifNotExists = IfNotExists()
    name = StatementName(Integer.MAX_VALUE)
    [ <LPAREN> { SkipToClosingParenthesis(); } ]
    ( ExternalTableOption(said) )*
    { ExpectEndOfOptions(said); }
    {
        return said.table(s.end(this), name, ifNotExists);
    }
}

/** Types are the table's own: what is written for its columns is passed over. */
JAVACODE void SkipToClosingParenthesis()
{
    for (int depth = 1; depth > 0; ) {
        Token next = getNextToken();
        if (next.kind == EOF) {
            throw Misplaced.at(getPos(), "A closing parenthesis is missing after the columns of the table.");
        }
        depth += next.kind == LPAREN ? 1 : next.kind == RPAREN ? -1 : 0;
    }
}

JAVACODE void ExpectEndOfOptions(ExternalTableOptions said)
{
    Token next = getToken(1);
    if (next.kind != EOF && next.kind != SEMICOLON) {
        throw said.unknown(next.image, PositionOf(next));
    }
    said.requireExternal(getPos());
}

JAVACODE SqlParserPos PositionOf(Token token)
{
    return new SqlParserPos(token.beginLine, token.beginColumn, token.endLine, token.endColumn);
}

void ExternalTableOption(ExternalTableOptions said) :
{
    final SqlIdentifier word;
    final SqlLiteral value;
}
{
    <USING> word = SimpleIdentifier() { said.format(word); }
|
    LOOKAHEAD(1)
    <LOCATION> value = TextLiteral() { said.location(value); }
|
    LOOKAHEAD(1)
    <OPTIONS> <LPAREN> OptionPairs(said) <RPAREN>
|
    LOOKAHEAD(1)
    <FILE_FORMAT> [ <EQ> ] <LPAREN> <FORMAT> word = SimpleIdentifier() { said.format(word); }
    {
        if (getToken(1).kind != RPAREN) {
            throw Misplaced.at(PositionOf(getToken(1)),
                "FILE_FORMAT takes a format alone, as in FILE_FORMAT = (FORMAT delta), and not "
                    + (getToken(1).kind == EOF ? "the statement's end" : getToken(1).image) + ".");
        }
    }
    <RPAREN>
|
    LOOKAHEAD(1)
    <FILES> [ <EQ> ] <LPAREN> FileOption(said) ( <COMMA> FileOption(said) )* <RPAREN>
|
    LOOKAHEAD(1)
    <ENGINE_ATTRIBUTE> [ <EQ> ] value = TextLiteral() { said.option("engine_attribute", value); }
|
    LOOKAHEAD(1)
    <ENGINE> [ <EQ> ] value = OptionValue() { said.engine(value); }
|
    LOOKAHEAD(1)
    <SECONDARY_ENGINE> [ <EQ> ] OptionValue()
|
    word = SimpleIdentifier() { said.requireKnown(word); }
    [ <EQ> ] OptionValue()
}

void FileOption(ExternalTableOptions said) :
{
    final SqlLiteral key;
    final SqlLiteral value;
}
{
    key = OptionKey() ( <EQ> | <NAMED_ARGUMENT_ASSIGNMENT> ) value = OptionValue() {
        said.file(key, value);
    }
}

void OptionPairs(ExternalTableOptions said) :
{
}
{
    OptionPair(said) ( <COMMA> OptionPair(said) )*
}

void OptionPair(ExternalTableOptions said) :
{
    final SqlLiteral key;
    final SqlLiteral value;
}
{
    key = OptionKey() ( <EQ> | <NAMED_ARGUMENT_ASSIGNMENT> ) value = OptionValue() {
        said.option(key, value);
    }
}

/** Parses the name of an option, a word or a text. A secret is refused before its value is read. */
SqlLiteral OptionKey() :
{
    final SqlLiteral key;
    final SqlIdentifier word;
}
{
    (
        key = TextLiteral()
    |
        <TABLE> { key = SqlLiteral.createCharString(unquotedIdentifier(), getPos()); }
    |
        word = StatementName(1) { key = SqlLiteral.createCharString(word.getSimple(), getPos()); }
    )
    {
        return ExternalTableOptions.key(key);
    }
}

/** Parses a text, a number or a word, each of which is a text from here on. */
SqlLiteral OptionValue() :
{
    final SqlIdentifier word;
    final SqlLiteral text;
    String sign = "";
}
{
    text = TextLiteral() { return text; }
|
    [ <MINUS> { sign = "-"; } ]
    ( <UNSIGNED_INTEGER_LITERAL> | <DECIMAL_NUMERIC_LITERAL> | <APPROX_NUMERIC_LITERAL> ) {
        return SqlLiteral.createCharString(sign + token.image, getPos());
    }
|
    ( <TRUE> | <FALSE> | <ON> | <NULL> | <DEFAULT_> ) {
        return SqlLiteral.createCharString(unquotedIdentifier(), getPos());
    }
|
    word = SimpleIdentifier() {
        return SqlLiteral.createCharString(word.getSimple(), getPos());
    }
}

/** Parses a view; its query keeps its text, from the first word to the last. */
SqlNode CreateView(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    final Token first;
    final SqlNode query;
}
{
    ifNotExists = IfNotExists()
    name = StatementName(Integer.MAX_VALUE)
    [ <LPAREN> ViewColumn(columns) ( <COMMA> ViewColumn(columns) )* <RPAREN> ]
    <AS> { first = getToken(1); ExpectQuery(first); }
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) {
        return new SqlCreateView(s.end(this), name, new SqlNodeList(columns, getPos()), query,
            new SqlParserPos(first.beginLine, first.beginColumn, token.endLine, token.endColumn), replace, ifNotExists);
    }
}

void ViewColumn(List<SqlNode> columns) :
{
    final SqlIdentifier column;
}
{
    (
        column = SimpleIdentifier()
    |
        column = ColumnWord()
    )
    {
        columns.add(column);
    }
}

JAVACODE void ExpectQuery(Token first)
{
    switch (first.kind) {
    case SELECT:
    case WITH:
    case VALUES:
    case TABLE:
    case LPAREN:
        break;
    default:
        throw Misplaced.at(PositionOf(first), "A view is a query: CREATE VIEW s.v AS SELECT ….");
    }
}

SqlNode DropStatement() :
{
    final Span s;
    boolean view = false;
    boolean ifExists = false;
    final SqlIdentifier name;
}
{
    <DROP> { s = span(); }
    (
        <VIEW> { view = true; }
    |
        [ <EXTERNAL> ] <TABLE>
    )
    [
        LOOKAHEAD(2)
        <IF> <EXISTS> { ifExists = true; }
    ]
    name = StatementName(Integer.MAX_VALUE) {
        return new SqlDropDefinition(s.end(this), name, view, ifExists);
    }
}

SqlNode CallStatement() :
{
    final Span s;
    final SqlIdentifier procedure;
    final List<SqlNode> arguments = new ArrayList<SqlNode>();
}
{
    <CALL> { s = span(); }
    procedure = StatementName(Integer.MAX_VALUE)
    <LPAREN> {
        if (getToken(1).kind != RPAREN) {
            ExpectArgument(getToken(1));
        }
    }
    (
        <RPAREN>
    |
        ProcedureArgument(arguments)
        (
            <COMMA> { ExpectArgument(getToken(1)); }
            ProcedureArgument(arguments)
        )*
        <RPAREN>
    )
    {
        return new SqlCallProcedure(s.end(this), procedure, new SqlNodeList(arguments, getPos()));
    }
}

void ProcedureArgument(List<SqlNode> arguments) :
{
}
{
    <CAST> <LPAREN> { ExpectArgument(getToken(1)); } ProcedureValue(arguments) <AS> <JSON> <RPAREN>
|
    ProcedureValue(arguments)
}

void ProcedureValue(List<SqlNode> arguments) :
{
    final SqlLiteral text;
}
{
    text = TextLiteral() { arguments.add(text); }
|
    <NULL> { arguments.add(SqlLiteral.createNull(getPos())); }
|
    <VARIABLE> { arguments.add(new SqlIdentifier(token.image, getPos())); }
}

JAVACODE void ExpectArgument(Token argument)
{
    switch (argument.kind) {
    case CAST:
    case NULL:
    case QUOTED_STRING:
    case VARIABLE:
        return;
    default:
    }
    throw Misplaced.at(PositionOf(argument), "An argument is a text, a variable such as @input_list, or NULL; this is "
        + (argument.kind == EOF ? "the statement's end" : argument.image) + ".");
}

SqlNode KillStatement() :
{
    final Span s;
    final SqlLiteral query;
}
{
    <KILL> { s = span(); }
    [ <QUERY> ]
    {
        if (getToken(1).kind != QUOTED_STRING) {
            throw Misplaced.at(PositionOf(getToken(1)),
                "The id of a statement stands in single quotes: KILL QUERY '0123456789abcdef'.");
        }
    }
    query = TextLiteral() {
        return new SqlKill(s.end(this), query);
    }
}

/** Parses what follows SET when it is a variable, and not a setting. */
SqlNode SetVariable(Span s) :
{
    final SqlIdentifier name;
    final SqlLiteral value;
}
{
    <VARIABLE> { name = new SqlIdentifier(token.image, getPos()); }
    <EQ> value = OptionValue() {
        return new SqlSetVariable(s.end(this), name, value);
    }
}
