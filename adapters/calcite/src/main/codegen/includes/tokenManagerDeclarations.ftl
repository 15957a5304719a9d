<#-- Part of the token manager: which keywords are names because of what stands beside them. -->
    private int previousKind = EOF;
    private int previousLine;
    private int previousColumn;
    private int previousEndLine;
    private int previousEndColumn;
    private int statementKind = EOF;
    private boolean backslashEscapes;

    /**
     * Makes a name of a keyword that stands beside a dot, as in {@code t.order} and {@code default.t}, and of one of few keywords after AS:
     * nothing else can be meant there.
     */
    void CommonTokenAction(Token token) {
      boolean first = token.beginLine < previousLine
          || token.beginLine == previousLine && token.beginColumn <= previousColumn;
      int before = first ? EOF : previousKind;
      if (before == EOF || before == SEMICOLON) {
        statementKind = token.kind;
        backslashEscapes = token.kind == CALL;
      } else if (before == statementKind && !backslashEscapes) {
        backslashEscapes = before == SET && token.kind == VARIABLE
            || before == CREATE && (token.kind == EXTERNAL || token.kind == TABLE);
      }
      if (backslashEscapes && token.kind == QUOTED_STRING && token.image.indexOf('\\') >= 0) {
        endAtUnescapedQuote(token);
      }
      if (isNumber(before) && token.kind == IDENTIFIER
          && token.beginLine == previousEndLine && token.beginColumn == previousEndColumn + 1) {
        throw new TokenMgrError("Lexical error at line " + token.beginLine + ", column " + token.beginColumn
            + ".  A number ends right before \"" + token.image + "\". Digits stand without signs between them, and a name after a blank.",
            TokenMgrError.LEXICAL_ERROR);
      }
      previousEndLine = token.endLine;
      previousEndColumn = token.endColumn;
      previousKind = token.kind;
      previousLine = token.beginLine;
      previousColumn = token.beginColumn;
      if (isKeyword(token.kind)
          && (before == DOT || before == AS && isColumnWord(token.kind) || isNextAsName(token.kind, before) || dotFollows())) {
        token.kind = IDENTIFIER;
      }
    }

    /**
     * Gives a text of MySQL's statements another end: a backslash there keeps a quote within the text. Both stay in it as they are written,
     * so that JSON's own escapes are not undone.
     */
    private void endAtUnescapedQuote(Token token) {
      input_stream.backup(token.image.length() - 1);
      StringBuilder text = new StringBuilder("'");
      boolean open = true;
      try {
        while (open || nextIsQuote()) {
          char next = input_stream.readChar();
          text.append(next);
          if (next == '\\') {
            text.append(input_stream.readChar());
          }
          open = next != '\'' || !open;
        }
      } catch (java.io.IOException endOfText) {
        if (open) {
          throw new TokenMgrError("Lexical error at line " + token.beginLine + ", column " + token.beginColumn
              + ".  The text that begins here has no end.", TokenMgrError.LEXICAL_ERROR);
        }
      }
      token.image = text.toString();
      token.endLine = input_stream.getEndLine();
      token.endColumn = input_stream.getEndColumn();
    }

    private static boolean isNumber(int kind) {
      return kind == UNSIGNED_INTEGER_LITERAL || kind == DECIMAL_NUMERIC_LITERAL || kind == APPROX_NUMERIC_LITERAL;
    }

    private boolean nextIsQuote() throws java.io.IOException {
      char next = input_stream.readChar();
      input_stream.backup(1);
      return next == '\'';
    }

    private static boolean isKeyword(int kind) {
      return kind >= A && kind < UNSIGNED_INTEGER_LITERAL;
    }

    private static boolean isColumnWord(int kind) {
      switch (kind) {
<#list parser.columnWords + parser.aliasWords as word>
      case ${word}:
</#list>
        return true;
      default:
        return false;
      }
    }

    /** NEXT is a word of {@code NEXT VALUE FOR s}, {@code FETCH NEXT 5 ROWS} and {@code NEXT(x)}, and else a name. */
    private boolean isNextAsName(int kind, int before) {
      if (kind != NEXT || before == FETCH) {
        return false;
      }
      StringBuilder ahead = new StringBuilder();
      int read = 0;
      try {
        while (read < 64 && ahead.length() < 6) {
          char next = input_stream.readChar();
          read++;
          if (!Character.isWhitespace(next)) {
            ahead.append(Character.toUpperCase(next));
          } else if (ahead.length() > 0) {
            break;
          }
        }
      } catch (java.io.IOException endOfText) {
        // what was read is all that follows
      } finally {
        input_stream.backup(read);
      }
      return !ahead.toString().equals("VALUE") && (ahead.length() == 0 || ahead.charAt(0) != '(');
    }

    /** Whether the text goes on with a dot that is no decimal point. */
    private boolean dotFollows() {
      int read = 0;
      try {
        char next = input_stream.readChar();
        read++;
        if (next != '.') {
          return false;
        }
        char afterDot = input_stream.readChar();
        read++;
        return afterDot != '.' && (afterDot < '0' || afterDot > '9');
      } catch (java.io.IOException endOfText) {
        return false;
      } finally {
        input_stream.backup(read);
      }
    }
