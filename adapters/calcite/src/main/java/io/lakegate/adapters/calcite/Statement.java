package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlNode;

/** A statement that was parsed, and not looked at any further. Sealed: the parser knows no other. */
public sealed interface Statement {
    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(Cases<R> cases);

    /** One function for each kind of statement. */
    interface Cases<R> {
        R query(Query query);

        R explain(Explain explain);

        R verify(Verify verify);

        R show(Show show);

        R describe(Describe describe);

        R use(Use use);

        R set(Set set);

        R reset(Reset reset);

        R createExternalTable(CreateExternalTable create);

        R createView(CreateView create);

        R drop(DropDefinition drop);

        R setVariable(SetVariable set);

        R call(Call call);

        R kill(Kill kill);
    }

    /** A query: what gives rows from tables. */
    final class Query implements Statement {
        private final SqlNode node;
        private final String sql;

        Query(SqlNode node, String sql) {
            this.node = requireNonNull(node, "node");
            this.sql = requireNonNull(sql, "sql");
        }

        SqlNode node() {
            return node;
        }

        /** The text it was parsed from. */
        String sql() {
            return sql;
        }

        /** Whether the text may name a hidden column, a row id or one of a metadata table: only then do tables show them. */
        boolean namesHiddenColumns() {
            String text = sql.toLowerCase(Locale.ROOT);
            return Stream.of("$", "_row_", "_last_updated_", "rowid", "snapshot_id")
                    .anyMatch(text::contains);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.query(this);
        }
    }

    /** How a query is answered, in one of four ways. */
    record Explain(Detail detail, Query query) implements Statement {
        public enum Detail {
            PLAN,
            SQL,
            FILES,
            ANALYZE
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.explain(this);
        }
    }

    /** Whether both readers give the same rows. */
    record Verify(Query query) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.verify(this);
        }
    }

    /**
     * What there is.
     *
     * @param within parts of the name of what holds it; empty for the session's own
     * @param pattern as of LIKE
     */
    record Show(Kind kind, List<String> within, Optional<String> pattern) implements Statement {
        public enum Kind {
            CATALOGS,
            SCHEMAS,
            TABLES
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.show(this);
        }
    }

    /** What a table is. {@code table} is its name as written, of one to three parts. */
    record Describe(List<String> table) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.describe(this);
        }
    }

    /** Where names are looked up from now on; one of the two may be empty and then stays as it is. */
    record Use(Optional<String> catalog, Optional<String> schema) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.use(this);
        }
    }

    /** Another value for a setting of the session; both as written, the name with dots. */
    record Set(String name, String value) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.set(this);
        }
    }

    /** The first value again for one setting, or for all. */
    record Reset(Optional<String> name) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reset(this);
        }
    }

    /**
     * A table that lies somewhere, to be known by a name from now on. Options may say the format and the place in another way.
     *
     * @param options by key, in lower case
     */
    record CreateExternalTable(
            List<String> name,
            Optional<String> format,
            Optional<String> location,
            Map<String, String> options,
            boolean ifNotExists)
            implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.createExternalTable(this);
        }
    }

    /**
     * A query to be known by a name.
     *
     * @param columns empty where they are the query's own
     * @param text the query's, as it is kept
     */
    record CreateView(
            List<String> name, List<String> columns, Query query, String text, boolean replace, boolean ifNotExists)
            implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.createView(this);
        }
    }

    /** The end of an external table or of a view. */
    record DropDefinition(List<String> name, boolean view, boolean ifExists) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.drop(this);
        }
    }

    /** A variable of the session: its name begins with {@code @}. */
    record SetVariable(String name, String value) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.setVariable(this);
        }
    }

    /** The end of another statement, by its id. */
    record Kill(String query) implements Statement {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.kill(this);
        }
    }

    /** A procedure with its arguments; an empty one is NULL. */
    record Call(List<String> procedure, List<Optional<Argument>> arguments) implements Statement {
        /** A text, or the name of a variable with its sign. */
        public record Argument(String text, boolean variable) {}

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.call(this);
        }
    }
}
