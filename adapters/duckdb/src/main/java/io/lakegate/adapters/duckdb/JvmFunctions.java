package io.lakegate.adapters.duckdb;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.language.Soundex;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;

/** The functions of single values that DuckDB lacks, or has for ASCII only. Statements name them: their names are part of what the SQL front writes. */
final class JvmFunctions {
    private static final Soundex SOUNDEX = Soundex.US_ENGLISH;
    private static final int SOUNDEX_LENGTH = 4;

    private JvmFunctions() {}

    /**
     * Makes them known on all connections of a database.
     *
     * @throws SQLException when DuckDB refuses
     */
    static void register(DuckDBConnection database) throws SQLException {
        one(database, "lakegate_soundex", String.class, JvmFunctions::soundex);
        one(database, "lakegate_sha512", String.class, (String hex) -> DigestUtils.sha512Hex(bytes(hex)));
        one(database, "lakegate_crc32", Long.class, JvmFunctions::crc32);
        two(database, "lakegate_difference", JvmFunctions::difference);
        two(database, "lakegate_levenshtein", JvmFunctions::distance);
    }

    private static <R> void one(DuckDBConnection database, String name, Class<R> type, Function<String, R> function)
            throws SQLException {
        try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
            builder.withName(name)
                    .withParameter(String.class)
                    .withReturnType(type)
                    .withFunction(function)
                    .withNullInNullOut()
                    .register(database);
        }
    }

    private static void two(DuckDBConnection database, String name, BiFunction<String, String, Long> function)
            throws SQLException {
        try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
            builder.withName(name)
                    .withParameters(String.class, String.class)
                    .withReturnType(Long.class)
                    .withFunction(function)
                    .withNullInNullOut()
                    .register(database);
        }
    }

    /** Bytes come as hexadecimal digits: functions of the JVM are given texts. */
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static Long crc32(String hex) {
        CRC32 sum = new CRC32();
        sum.update(bytes(hex));
        return sum.getValue();
    }

    /** A text of letters that have no sound in English is its own sound, as in Spark. */
    static String soundex(String text) {
        boolean latin = StandardCharsets.US_ASCII.newEncoder().canEncode(text);
        return latin ? SOUNDEX.soundex(text) : text;
    }

    /** How many of the characters of two sounds are the same, from the first on. */
    static Long difference(String one, String other) {
        String left = soundex(one);
        String right = soundex(other);
        int same = 0;
        while (same < Math.min(SOUNDEX_LENGTH, Math.min(left.length(), right.length()))
                && left.charAt(same) == right.charAt(same)) {
            same++;
        }
        return (long) same;
    }

    /** How many characters have to be put in, left out or replaced to make one text of another. */
    static Long distance(String one, String other) {
        int[] left = one.codePoints().toArray();
        int[] right = other.codePoints().toArray();
        int[] costs = new int[right.length + 1];
        for (int j = 0; j <= right.length; j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= left.length; i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= right.length; j++) {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return (long) costs[right.length];
    }
}
