package io.lakegate.server.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.server.DuckLakeFixtures;
import io.lakegate.server.DuckLakeFixtures.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page that says of each DuckLake fixture how many of the extension's answers are given. Without the fixtures it cannot be checked. */
class DuckLakeConformancePageTest {
    @Test
    void thePageOfDuckLakeConformanceIsWhatIsAnswered() throws Exception {
        Optional<List<Outcome>> outcomes = DuckLakeFixtures.outcomes();
        assumeTrue(outcomes.isPresent(), Fixtures.MISSING);
        StringBuilder page = new StringBuilder("""
                # DuckLake conformance

                <!-- Written by DuckLakeConformancePageTest from the catalogs in shared/fixtures. Do not edit. -->

                Each catalog was written by DuckLake's own extension, which also gave the answers: every table and view at every snapshot, and a
                change feed of each table. "same" counts answers of which types and rows are the same here, "refused" those that are refused by
                name, "differs" the others.

                | catalog | tables and views same | change feeds same | refused | differs |
                |---|---|---|---|---|
                """);
        Map<String, List<Outcome>> byLake = outcomes.get().stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome.lake().name(), LinkedHashMap::new, Collectors.toList()));
        byLake.forEach((lake, all) -> page.append(line(lake, all)));
        page.append(line("**all**", outcomes.get()));
        GeneratedPage.check("docs/conformance-ducklake.md", page.toString());
    }

    private static String line(String name, List<Outcome> outcomes) {
        return "| %s | %s | %s | %d | %d |\n"
                .formatted(
                        name.replaceFirst("-catalog$", ""),
                        same(outcomes, false),
                        same(outcomes, true),
                        outcomes.stream()
                                .filter(o -> !o.matches() && o.refused())
                                .count(),
                        outcomes.stream()
                                .filter(o -> !o.matches() && !o.refused())
                                .count());
    }

    private static String same(List<Outcome> outcomes, boolean change) {
        List<Outcome> of = outcomes.stream().filter(o -> o.change() == change).toList();
        return "%d of %d".formatted(of.stream().filter(Outcome::matches).count(), of.size());
    }
}
