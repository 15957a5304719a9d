package io.lakegate.server;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that plans a statement over no table while the gateway starts: what the planner needs is loaded then, and the first client need not
 * wait for it. Nothing depends on its end.
 */
final class Warming {
    private static final Logger log = LoggerFactory.getLogger(Warming.class);

    /** Goes through what most statements need of the planner. */
    private static final String STATEMENT =
            "SELECT b, count(*), sum(a) FROM (VALUES (1, 'x'), (2, 'y')) AS t (a, b) WHERE a > 1 GROUP BY b ORDER BY 2 LIMIT 3";

    private Warming() {}

    /** Returns at once. */
    static void begin() {
        Thread thread = new Thread(Warming::plan, "lakegate-warming");
        thread.setDaemon(true);
        thread.start();
    }

    private static void plan() {
        try {
            SqlFrontEnd frontEnd = new SqlFrontEnd();
            if (frontEnd.parse(STATEMENT) instanceof Statement.Query query) {
                var unused = frontEnd.plan(
                        query, DefaultNames.NONE, new TablePins(new Catalogs(List.of())), ParameterSource.NONE);
            }
        } catch (RuntimeException e) {
            log.debug("planned nothing ahead", e); // whoever asks next is told what is wrong
        }
    }
}
