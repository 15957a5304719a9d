package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.ViewText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Views as the catalog keeps them, in words that do not depend on where the catalog is attached. */
final class ViewTexts {
    private static final Pattern ALIAS = Pattern.compile("\"((?:[^\"]|\"\")*)\"");

    /**
     * Texts and names, which stay; the catalog's own name as DuckLake writes it, before a table or before a schema; a point in time as
     * DuckDB writes it.
     */
    private static final Pattern PIECE = Pattern.compile(
            "'(?:[^']|'')*'|(?<own>\\{DUCKLAKE_CATALOG\\}\\.)(?=(?<name>\"(?:[^\"]|\"\")*+\"|\\w++)(?<more>\\.)?)|\"(?:[^\"]|\"\")*\""
                    + "|\\bAT\\s*\\(\\s*(?<axis>VERSION|TIMESTAMP)\\s*=>\\s*(?<point>[^()]*)\\)",
            Pattern.CASE_INSENSITIVE);

    /** The schema of a table that is named with its catalog only. */
    private static final String MAIN = "\"main\".";

    /** An order that has no meaning for the rows of a view, in words that only DuckDB has. */
    private static final Pattern ORDER_BY_ALL =
            Pattern.compile("\\s+ORDER\\s+BY\\s+(?:COLUMNS\\(\\*\\)|ALL)\\s*$", Pattern.CASE_INSENSITIVE);

    private ViewTexts() {}

    static ViewText of(String catalog, LakeView view, UnnamedColumns.Names names) {
        List<String> columns = new ArrayList<>();
        Matcher alias = ALIAS.matcher(view.columnAliases());
        while (alias.find()) {
            columns.add(alias.group(1).replace("\"\"", "\""));
        }
        return new ViewText(
                new TableName(catalog, view.schema(), view.name()),
                UnnamedColumns.named(translated(catalog, view.sql()), names),
                columns);
    }

    private static String translated(String catalog, String sql) {
        String own = '"' + catalog.replace("\"", "\"\"") + "\".";
        StringBuilder text = new StringBuilder();
        Matcher piece = PIECE.matcher(sql);
        while (piece.find()) {
            String replacement = piece.group();
            if (piece.group("own") != null) {
                replacement = own + (piece.group("more") == null ? MAIN : "");
            } else if (piece.group("axis") != null) {
                replacement =
                        piece.group("axis") + " AS OF " + piece.group("point").strip();
            }
            piece.appendReplacement(text, Matcher.quoteReplacement(replacement));
        }
        return ORDER_BY_ALL.matcher(piece.appendTail(text)).replaceFirst("");
    }
}
