package io.lakegate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestGateway;
import io.lakegate.server.docs.OperatorExamples.Example;
import io.lakegate.server.docs.OperatorExamples.Outcome;
import io.lakegate.server.expressions.DialectRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calcite's examples of its operators have the same values here, or a rule says why not, or they are refused. Asks some of them; {@code
 * -Dlakegate.examples=.*} asks all, and compares their counts with those of the page.
 */
class OperatorsPageTest {
    private static final String ALL = ".*";
    private static final String ASKED = System.getProperty(
            "lakegate.examples", "test(Substring|Left|Log|Json|BitGet|Soundex|CastToBoolean|Position|SubMultiset).*");
    private static final String COUNTS = "gateway-server/src/test/resources/operators/counts.tsv";

    @TempDir
    private static Path lake;

    @Test
    void examplesHaveCalcitesValuesOrARuleSaysWhyNot() throws Exception {
        DeltaTableWriter.create(lake.resolve("s").resolve("n"), List.of(new Column("x", Simple.INTEGER)))
                .append(List.<Object[]>of(new Object[] {1}));
        List<Example> examples;
        try (TestGateway gateway = TestGateway.over(lake);
                Connection client = gateway.connect()) {
            examples = OperatorExamples.run(client, name -> name.matches(ASKED));
        }

        assertThat(examples).isNotEmpty();
        assertThat(examples.stream()
                        .filter(example -> example.outcome() == Outcome.ENGINE_ERROR)
                        .map(example -> example.test() + ": " + example.sql() + "\n   " + example.actual()))
                .as("errors of the engine that should have been refused by name before, or translated")
                .isEmpty();
        assertThat(examples.stream()
                        .filter(example -> example.outcome() == Outcome.DIFFERS)
                        .filter(example ->
                                OperatorDifferences.explanation(example).isEmpty())
                        .map(example -> example.test() + ": " + example.sql() + "\n   " + example.expected() + "\n   "
                                + example.actual()))
                .isEmpty();
        if (ASKED.equals(ALL)) {
            GeneratedPage.check(COUNTS, counts(examples));
        }
    }

    private static String counts(List<Example> examples) {
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("agree", count(examples, example -> example.outcome() == Outcome.AGREES));
        counts.put("refused", count(examples, example -> example.outcome() == Outcome.REFUSED));
        for (Example example : examples) {
            if (example.outcome() == Outcome.DIFFERS) {
                counts.merge(
                        "differ\t"
                                + OperatorDifferences.explanation(example)
                                        .orElseThrow()
                                        .name(),
                        1,
                        Integer::sum);
            } else if (example.outcome() == Outcome.REFUSED) {
                counts.merge("refused\t" + refusal(example.actual()), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** What a refusal is about, without what is special to one example. */
    private static String refusal(String message) {
        String about = message.substring(2).replaceFirst("^Line \\d+, column \\d+: ", "");
        java.util.regex.Matcher function = java.util.regex.Pattern.compile(
                        "^The function (.{1,80}?) is not run|^There is no function ([\\w$]+)|given name and argument types '([\\w<>]+)\\(|Cannot apply '([^']+)'")
                .matcher(about);
        if (function.find()) {
            for (int group = 1; group <= function.groupCount(); group++) {
                if (function.group(group) != null) {
                    return function.group(group).replaceAll("(pattern|option|path) .*", "$1 …");
                }
            }
        }
        return "other grammar and types";
    }

    private static int count(List<Example> examples, Predicate<Example> which) {
        return (int) examples.stream().filter(which).count();
    }

    @Test
    void thePageOfTheStandardsExamplesIsWhatTheTestsSay() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : Files.readAllLines(GeneratedPage.repository().resolve(COUNTS))) {
            int last = line.lastIndexOf('\t');
            counts.put(line.substring(0, last), Integer.parseInt(line.substring(last + 1)));
        }
        GeneratedPage.check("docs/conformance-sql.md", page(counts));
    }

    private static String page(Map<String, Integer> counts) {
        int differ = sum(counts, "differ\t");
        String differences = OperatorDifferences.all().stream()
                .map(rule -> "| %s | %d | %s |\n"
                        .formatted(
                                cell(rule.name()),
                                counts.getOrDefault("differ\t" + rule.name(), 0),
                                cell(rule.reason())))
                .collect(Collectors.joining());
        String refused = counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("refused\t"))
                .map(entry -> "| `%s` | %d |\n".formatted(cell(entry.getKey().substring(8)), entry.getValue()))
                .collect(Collectors.joining());
        String rules = DialectRules.all().stream()
                .map(rule -> "| %s | %s |\n".formatted(cell(rule.name()), cell(rule.reason())))
                .collect(Collectors.joining());
        return """
                # What expressions mean

                <!-- Written by OperatorsPageTest. Do not edit. -->

                Two judges are asked: the examples that Calcite gives for its operators, and Calcite's own runtime for random expressions over
                random values. A difference is a decision about a dialect, made once for an operator and its types and written down here, or a
                defect. [functions.md](functions.md) lists all functions.

                ## Calcite's examples

                The examples of `calcite-testkit` 1.41.0 for the standard operators and for the libraries of PostgreSQL, MySQL, BigQuery and
                Spark: **%d agree, %d differ** for one of the reasons below, **%d are refused** with an error. Only values are compared, and
                that what has no value is an error; left out are tests of other dialects, of a clock that stands still, and of frames of time
                that an application defines.

                | operators and types | examples | what they mean here |
                |---|---|---|
                %s
                Refused, by what the error names:

                | what | examples |
                |---|---|
                %s
                ## Random expressions

                Expressions of every type, three levels deep, over rows with NULL and the values at the edges of each type. Each is computed by
                the gateway and by Calcite's runtime; a difference is traced to the smallest part that has it, which is then explained by
                one of these or fails the test. `-Dlakegate.expressions.count=10000` computes more of them.

                | operators and types | what they mean here |
                |---|---|
                %s""".formatted(counts.get("agree"), differ, counts.get("refused"), differences, refused, rules);
    }

    private static int sum(Map<String, Integer> counts, String prefix) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
