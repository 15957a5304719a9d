package io.lakegate.server.console;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command that failed says about it, and the exit code that it leaves with. */
final class Failures {
    private Failures() {}

    static int report(Exception failure, PrintWriter messages) {
        if (failure instanceof GatewayException known) {
            messages.println(known.getMessage());
            // A port that is taken now may be free later: nothing is wrong with the configuration.
            boolean wrongName = known.code() == ErrorCode.CATALOG_NOT_FOUND;
            return wrongName || (known.code() == ErrorCode.CONFIGURATION && !isCausedByTakenPort(known))
                    ? ExitCode.USAGE
                    : ExitCode.SOFTWARE;
        }
        if (failure instanceof OutputFailedException output) {
            // The reader had enough: that is how pipes end, not a failure.
            return output.isReaderGone() ? ExitCode.OK : say(String.valueOf(output.getMessage()), messages);
        }
        if (failure instanceof SQLException sql) {
            return say(StatementRunner.text(sql), messages);
        }
        if (failure instanceof UserInterruptException || failure instanceof EndOfFileException) {
            return say("No password was given.", messages);
        }
        if (failure instanceof CharacterCodingException) {
            return say("The statements are not text in UTF-8. Convert them first, for example with iconv.", messages);
        }
        if (failure instanceof NoSuchFileException missing) {
            return say("The file %s does not exist.".formatted(missing.getFile()), messages);
        }
        if (failure instanceof IOException) {
            return say("Reading or writing failed: " + failure, messages);
        }
        // Nothing that a user does should lead here: whoever repairs it needs the place.
        LoggerFactory.getLogger(Failures.class).error("A defect of Lakegate ended the command", failure);
        return ExitCode.SOFTWARE;
    }

    /** Says what is wrong with the command line; all of its options at once would hide the sentence that matters. */
    static int reportUsage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        return ExitCode.USAGE;
    }

    private static int say(String sentence, PrintWriter messages) {
        messages.println(sentence);
        return ExitCode.SOFTWARE;
    }

    private static boolean isCausedByTakenPort(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
