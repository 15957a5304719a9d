package io.lakegate.server.expressions;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An expression of SQL with its parts.
 *
 * @param operator as the rules for differences name it
 * @param template the text, with {@code %s} for each part
 */
record Expression(String operator, Type type, String template, List<Expression> parts) {
    /** The types of the columns and of what is made of them. */
    enum Type {
        BOOLEAN("BOOLEAN"),
        INTEGER("INTEGER"),
        BIGINT("BIGINT"),
        DECIMAL("DECIMAL(10, 2)"),
        DOUBLE("DOUBLE"),
        VARCHAR("VARCHAR"),
        CHAR("CHAR(3)"),
        DATE("DATE"),
        TIME("TIME"),
        TIMESTAMP("TIMESTAMP");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }

        boolean isNumeric() {
            return this == INTEGER || this == BIGINT || this == DECIMAL || this == DOUBLE;
        }
    }

    String sql() {
        return template.formatted(parts.stream().map(Expression::sql).toArray());
    }

    /** How the rules for differences know it: {@code operator(types of the parts): type}. */
    String signature() {
        return operator
                + parts.stream().map(part -> part.type().name()).collect(Collectors.joining(", ", "(", "): "))
                + type;
    }

    @Override
    public String toString() {
        return sql();
    }
}
