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
      if (isKeyword(token.kind) && (before == DOT || before == AS && isColumnWord(token.kind) || dotFollows())) {
        token.kind = IDENTIFIER;
      }
    }

    private static boolean isKeyword(int kind) {
      return kind >= A && kind < UNSIGNED_INTEGER_LITERAL;
    }

    private static boolean isColumnWord(int kind) {
      switch (kind) {
<#list parser.columnWords as word>
      case ${word}:
</#list>
        return true;
      default:
        return false;
      }
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
