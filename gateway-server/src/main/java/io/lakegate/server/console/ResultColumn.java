package io.lakegate.server.console;

import java.sql.Types;

/**
 * A column of a result.
 *
 * @param label its name, or the alias that the statement gives it; several columns may have the same
 * @param jdbcType a constant of {@link Types}
 */
record ResultColumn(String label, int jdbcType) {
    /** Whether its values are read more easily when their last digits stand below each other. */
    boolean isNumber() {
        return switch (jdbcType) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.DECIMAL,
                    Types.NUMERIC -> true;
            default -> false;
        };
    }

    /** Whether its values are times, which drivers hand out in many classes, but all as the same text. */
    boolean isTime() {
        return switch (jdbcType) {
            case Types.DATE, Types.TIME, Types.TIME_WITH_TIMEZONE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                true;
            default -> false;
        };
    }
}
