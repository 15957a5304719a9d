package io.lakegate.server.console;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** What tells the line editor, when Enter is pressed, whether the text is complete or goes on in another line. */
final class StatementParser implements Parser {
    private final Parser words = new DefaultParser();

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !ShellCommand.isCommand(line) && isOpen(line)) {
            throw new EOFError(-1, -1, "the statement has no semicolon yet");
        }
        return words.parse(line, cursor, ParseContext.UNSPECIFIED);
    }

    private static boolean isOpen(String text) {
        StatementSplitter splitter = new StatementSplitter();
        splitter.add(text);
        return splitter.isOpen();
    }
}
