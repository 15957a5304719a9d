package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSplitterTest {
    @Test
    void statementsEndAtSemicolonsAndTheLastNeedsNone() {
        assertThat(split("SELECT 1;\n SELECT 2 ;SELECT 3")).containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b'",
                "SELECT 'it''s; fine'",
                "SELECT \"a;b\"",
                "SELECT \"a\"\";b\"",
                "SELECT `a;b`",
                "SELECT `a``;b`",
                "SELECT '\"; `; -- /* ' ",
                "SELECT 1 -- one; two\n + 2",
                "SELECT 1 /* one; two */ + 2",
                "SELECT 1 /* ' */ + 2 /* \" */",
                "SELECT 1 /*/ ; */ + 2",
                "SELECT 1 /***; **/ + 2",
                "SELECT 1 -- it's\n + 2",
                "SELECT 1 -- /*\n + 2",
                "SELECT 1 /* -- */ + 2",
                "SELECT '\\'",
                "SELECT 4 - -2 / 3 * 1 - 7",
                "SELECT x FROM t$history",
            })
    void semicolonsInStringsQuotedNamesAndCommentsDoNotCount(String statement) {
        assertThat(split(statement + ";SELECT 2")).containsExactly(statement.strip(), "SELECT 2");
    }

    @Test
    void textMayComeInPiecesOfAnySize() {
        String text = "SELECT 'a''b;' -- c;\n; /* d; */ SELECT \"e\" - 1 /*f*/;;\n--g\nSELECT `h;`";
        StatementSplitter splitter = new StatementSplitter();
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            statements.addAll(splitter.add(text.substring(i, i + 1)));
        }
        splitter.finish().ifPresent(statements::add);

        assertThat(statements)
                .isEqualTo(split(text))
                .containsExactly("SELECT 'a''b;' -- c;", "/* d; */ SELECT \"e\" - 1 /*f*/", "--g\nSELECT `h;`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", ";", " ; ;; ", "-- only this", "/* only ; this */ ;", "\uFEFF"})
    void spaceAndCommentsAloneAreNoStatement(String text) {
        assertThat(split(text)).isEmpty();
    }

    @Test
    void byteOrderMarkOfAFileIsNotPartOfTheFirstStatement() {
        assertThat(split("\uFEFFSELECT 1")).containsExactly("SELECT 1");
    }

    @Test
    void lonelyOperatorIsAStatementThatTheServerMayComplainAbout() {
        assertThat(split("-; /")).containsExactly("-", "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1", "SELECT '1;", "SELECT \"1;", "SELECT `1;", "/* ;", "SELECT 1; SELECT", "-"})
    void textIsOpenWhileAStatementQuoteOrCommentLacksItsEnd(String text) {
        assertThat(isOpen(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SELECT 1;", "SELECT ';';", "SELECT 1; -- done", "SELECT 1; /* done */ ", "-- nothing"})
    void textIsNotOpenWhenAllThatBeganHasEnded(String text) {
        assertThat(isOpen(text)).isFalse();
    }

    private static List<String> split(String text) {
        StatementSplitter splitter = new StatementSplitter();
        List<String> statements = new ArrayList<>(splitter.add(text));
        splitter.finish().ifPresent(statements::add);
        return statements;
    }

    private static boolean isOpen(String text) {
        StatementSplitter splitter = new StatementSplitter();
        splitter.add(text);
        return splitter.isOpen();
    }
}
