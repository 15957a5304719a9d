package io.lakegate.adapters.calcite.parser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What a statement says of an external table, gathered while it is parsed. Nothing can be said twice, and no secret at all. */
final class ExternalTableOptions {
    /** A secret in a statement would stand in logs and histories of clients. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(secret|password|passwd|token|credential|access[-_.]?key|account[-_.]?key|sas).*");

    /** HeatWave's, which say how text files are loaded; nothing is loaded here. */
    private static final Set<String> PASSED_OVER =
            Set.of("ALLOW_MISSING_FILES", "STRICT_LOAD", "VERIFY_KEY_CONSTRAINTS", "AUTO_REFRESH_SOURCE");

    private final Map<String, SqlLiteral> options = new LinkedHashMap<>();
    private boolean external;
    private @Nullable SqlIdentifier format;
    private @Nullable SqlLiteral location;

    /** Options of {@code CREATE EXTERNAL TABLE}, or of {@code CREATE TABLE}, which must name HeatWave's engine. */
    ExternalTableOptions(boolean external) {
        this.external = external;
    }

    /** The name of an option, in lower case. */
    static SqlLiteral key(SqlLiteral written) {
        String key = written.getValueAs(String.class).toLowerCase(Locale.ROOT);
        if (SECRET.matcher(key).matches()) {
            throw Misplaced.at(
                    written.getParserPosition(),
                    "The option " + key
                            + " would be a secret in a statement, which logs and clients keep. Put it into the storage settings of a"
                            + " catalog in conf/catalogs, as ${env:NAME} or ${file:/path}, and leave it out here.");
        }
        return SqlLiteral.createCharString(key, written.getParserPosition());
    }

    void format(SqlIdentifier word) {
        if (format != null) {
            throw twice("a format", word.getParserPosition());
        }
        format = word;
    }

    void location(SqlLiteral place) {
        if (location != null) {
            throw twice("a place", place.getParserPosition());
        }
        location = place;
    }

    void file(SqlLiteral key, SqlLiteral value) {
        String name = key.getValueAs(String.class);
        if (location != null || !name.equals("uri")) {
            throw Misplaced.at(
                    key.getParserPosition(),
                    "FILES takes one URI, FILES = (URI = 's3://bucket/table/'), and no " + name
                            + (location == null ? "." : " beside the place that was given."));
        }
        location = value;
    }

    void option(SqlLiteral key, SqlLiteral value) {
        option(key.getValueAs(String.class), value);
    }

    void option(String key, SqlLiteral value) {
        if (options.put(key, value) != null) {
            throw twice("the option " + key, value.getParserPosition());
        }
    }

    void engine(SqlLiteral name) {
        external |= name.getValueAs(String.class).equalsIgnoreCase("lakehouse");
    }

    void requireKnown(SqlIdentifier option) {
        if (!PASSED_OVER.contains(option.getSimple().toUpperCase(Locale.ROOT))) {
            throw unknown(option.getSimple(), option.getParserPosition());
        }
    }

    CalciteContextException unknown(String word, SqlParserPos position) {
        return Misplaced.at(
                position,
                "CREATE EXTERNAL TABLE has no option " + word.toUpperCase(Locale.ROOT)
                        + ". It has USING, LOCATION, OPTIONS, FILE_FORMAT, FILES and ENGINE_ATTRIBUTE.");
    }

    /** Refuses a table that would have rows of its own. */
    void requireExternal(SqlParserPos position) {
        if (!external) {
            throw Misplaced.at(
                    position,
                    "Lakegate keeps no rows, so that it has no CREATE TABLE. Name a table that lies elsewhere with CREATE EXTERNAL TABLE"
                            + " s.t USING delta LOCATION '…', or a query with CREATE VIEW.");
        }
    }

    SqlCreateExternalTable table(SqlParserPos position, SqlIdentifier name, boolean ifNotExists) {
        List<SqlNode> pairs = new ArrayList<>();
        options.forEach((key, value) -> {
            pairs.add(SqlLiteral.createCharString(key, value.getParserPosition()));
            pairs.add(value);
        });
        return new SqlCreateExternalTable(
                position, name, format, location, new SqlNodeList(pairs, position), ifNotExists);
    }

    private static CalciteContextException twice(String what, SqlParserPos position) {
        return Misplaced.at(position, "The statement names " + what + " twice. Say it once.");
    }
}
