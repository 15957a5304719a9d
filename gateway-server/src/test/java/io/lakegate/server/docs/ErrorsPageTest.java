package io.lakegate.server.docs;

import io.lakegate.catalog.error.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
    @Test
    void thePageOfErrorsIsWhatTheCodeSays() {
        GeneratedPage.check("docs/errors.md", page());
    }

    private static String page() {
        return """
                # Errors

                <!-- Written from io.lakegate.catalog.error.ErrorCode by ErrorsPageTest. Do not edit. -->

                Every error that reaches a client has a number (`SQLException.getErrorCode()`), an SQLSTATE (`getSQLState()`) and a
                message that says what happened, why, and what to do. Numbers and SQLSTATEs never change their meaning: programs may
                test for them. No message holds a stack trace.

                The last column but one says who can do something about it: the *user* who wrote the statement or the
                configuration, someone *external* who keeps the tables or the storage, or those who run or write the *gateway*.

                | number | SQLSTATE | name | who | meaning |
                |---|---|---|---|---|
                """ + Arrays.stream(ErrorCode.values()).map(ErrorsPageTest::row).collect(Collectors.joining());
    }

    private static String row(ErrorCode code) {
        return "| %d | `%s` | `%s` | %s | %s |\n"
                .formatted(
                        code.number(),
                        code.sqlState(),
                        code.name(),
                        code.blame().name().toLowerCase(Locale.ROOT),
                        code.meaning());
    }
}
