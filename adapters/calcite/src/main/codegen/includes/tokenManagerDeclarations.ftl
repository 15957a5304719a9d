<#-- Part of the token manager: which keywords are names because of what stands beside them. -->
    private int previousKind = EOF;
    private int previousLine;
    private int previousColumn;

    /**
     * Makes a name of a keyword that stands beside a dot, as in {@code t.order} and {@code default.t}, and of one of few keywords after AS:
     * nothing else can be meant there.
     */
    void CommonTokenAction(Token token) {
      boolean first = token.beginLine < previousLine
          || token.beginLine == previousLine && token.beginColumn <= previousColumn;
      int before = first ? EOF : previousKind;
      previousKind = token.kind;
      previousLine = token.beginLine;
      previousColumn = token.beginColumn;
      if (isKeyword(token.kind)
          && (before == DOT || before == AS && isColumnWord(token.kind) || isNextAsName(token.kind, before) || dotFollows())) {
        token.kind = IDENTIFIER;
      }
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
