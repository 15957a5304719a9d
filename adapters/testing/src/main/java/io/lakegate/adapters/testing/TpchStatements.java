package io.lakegate.adapters.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The 22 statements of TPC-H, with the substitution values of their validation. */
public final class TpchStatements {
    public static final int COUNT = 22;

    private static final Pattern DATE =
            Pattern.compile("date '([\\d-]+)'(?: ([+-]) interval '(\\d+)' (day|month|year))?");

    private TpchStatements() {}

    /** The text of one statement, counted from 1. */
    public static String text(int number) {
        try (InputStream in = TpchStatements.class.getResourceAsStream("tpch/q%02d.sql".formatted(number))) {
            if (in == null) {
                throw new IllegalArgumentException("TPC-H has no statement " + number);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One statement as the specification's template has it: with the precision of an interval, with the names of a query's columns behind
     * its name, and with statement 15 as three, which make a view, read it, and drop it.
     */
    public static List<String> template(int number) {
        String text = text(number).replaceAll("(?i)\\blimit\\s+(\\d+)", "FETCH FIRST $1 ROWS ONLY");
        return switch (number) {
            case 1 -> List.of(changed(text, "interval '90' day", "interval '90' day (3)"));
            case 13 ->
                List.of(changed(
                        changed(text, "count(o_orderkey) as c_count", "count(o_orderkey)"),
                        "as c_orders",
                        "as c_orders (c_custkey, c_count)"));
            case 15 -> {
                int select = text.indexOf("select s_suppkey");
                String query = changed(text.substring(0, select).strip(), "with revenue (supplier_no", "(supplier_no");
                query = changed(query.substring(0, query.length() - 1), ") as (", ") as ");
                yield List.of(
                        "create view revenue0 " + query,
                        text.substring(select).replaceAll("(?<=[ ,])revenue\\b", "revenue0"),
                        "drop view revenue0");
            }
            default -> List.of(text);
        };
    }

    /** One statement as the engine's own library of these ships it: with dates that are computed. */
    public static String computed(int number) {
        return DATE.matcher(text(number)).replaceAll(match -> {
            LocalDate date = LocalDate.parse(match.group(1));
            if (match.group(2) != null) {
                int amount = Integer.parseInt(match.group(2).equals("-") ? "-" + match.group(3) : match.group(3));
                date = switch (match.group(4)) {
                    case "day" -> date.plusDays(amount);
                    case "month" -> date.plusMonths(amount);
                    default -> date.plusYears(amount);
                };
            }
            return "CAST('" + date + "' AS date)";
        });
    }

    private static String changed(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalStateException("The text of the statement has no " + from);
        }
        return text.replace(from, to);
    }

    /** All of them, in order. */
    public static List<String> all() {
        return IntStream.rangeClosed(1, COUNT).mapToObj(TpchStatements::text).toList();
    }
}
