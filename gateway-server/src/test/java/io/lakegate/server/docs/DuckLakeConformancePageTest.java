package io.lakegate.server.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.server.DuckLakeFixtures;
import io.lakegate.server.DuckLakeFixtures.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/conformance-ducklake.md} what the reader answers. */
class DuckLakeConformancePageTest {
    @Test
    void thePageOfDuckLakeConformanceIsWhatTheReaderAnswers() throws Exception {
        Optional<List<Outcome>> outcomes = DuckLakeFixtures.outcomes();
        assumeTrue(outcomes.isPresent(), Fixtures.MISSING);
        Map<String, List<Outcome>> byLake = new LinkedHashMap<>();
        outcomes.get()
                .forEach(outcome -> byLake.computeIfAbsent(outcome.lake().name(), l -> new ArrayList<>())
                        .add(outcome));
        StringBuilder page = new StringBuilder("""
                # DuckLake conformance

                <!-- Written by DuckLakeConformancePageTest from the catalogs in shared/fixtures. Do not edit. -->

                DuckLake's own extension wrote these catalogs and answered for them: each table and view whole at every snapshot, and the change feed of each
                table. Both are compared value by value. "same" counts the answers that are equal; a change feed is also "same" where the extension's contradicts
                the extension's own readings of the table and ours leads from each of them to the next. "refused" names what is in the way.

                | catalog | tables and views at snapshots | change feeds | refused |
                |---|---|---|---|
                """);
        byLake.forEach((lake, all) -> page.append(
                "| %s | %s | %s | %s |\n".formatted(lake, verdict(all, false), verdict(all, true), refused(all))));
        page.append("| all | %s | %s | %s |\n"
                .formatted(
                        verdict(outcomes.get(), false),
                        verdict(outcomes.get(), true),
                        outcomes.get().stream()
                                .filter(Outcome::refused)
                                .filter(o -> !o.matches())
                                .count()));
        GeneratedPage.check("docs/conformance-ducklake.md", page.toString());
    }

    private static String verdict(List<Outcome> all, boolean changes) {
        List<Outcome> some = all.stream().filter(o -> o.change() == changes).toList();
        long same = some.stream().filter(Outcome::matches).count();
        long refused = some.stream().filter(o -> o.refused() && !o.matches()).count();
        long different = some.size() - same - refused;
        return some.isEmpty() ? "none" : same + " same" + (different == 0 ? "" : ", " + different + " different");
    }

    private static String refused(List<Outcome> all) {
        return all.stream()
                .filter(o -> o.refused() && !o.matches())
                .map(o -> o.difference().orElseThrow())
                .findFirst()
                .map(why -> why.contains("24:00:00")
                        ? "a time of 24:00:00"
                        : why.contains("no table ducklake_metadata") ? "the catalog came without its tables" : why)
                .orElse("");
    }
}
