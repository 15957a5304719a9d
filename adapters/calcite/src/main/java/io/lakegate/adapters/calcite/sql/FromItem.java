package io.lakegate.adapters.calcite.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;

/** What stands in FROM, with names given to all its parts, so that its columns can be said before it is written. */
interface FromItem {
    /** How its columns are said, in order. */
    List<String> columns();

    void write(QueryWriter writer);

    /** As the second part of a join. */
    default void nested(QueryWriter writer) {
        write(writer);
    }

    static FromItem of(RelNode node, StatementText text) {
        if (node instanceof Join join) {
            return new Joined(join, of(join.getLeft(), text), of(join.getRight(), text));
        }
        if (node instanceof Correlate correlate) {
            FromItem left = of(correlate.getLeft(), text);
            return new Lateral(correlate, left, text.newAlias());
        }
        return new Leaf(node, text.newAlias());
    }

    private static List<String> columns(RelNode node, String alias) {
        return QueryWriter.names(node.getRowType()).stream()
                .map(name -> StatementText.quoted(alias) + "." + StatementText.quoted(name))
                .toList();
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** A table or a query. */
    record Leaf(RelNode node, String alias) implements FromItem {
        @Override
        public List<String> columns() {
            return FromItem.columns(node, alias);
        }

        @Override
        public void write(QueryWriter writer) {
            writer.leaf(node, alias);
        }
    }

    /** A join. */
    record Joined(Join join, FromItem left, FromItem right) implements FromItem {
        @Override
        public List<String> columns() {
            return join.getJoinType().projectsRight() ? inside() : left.columns();
        }

        private List<String> inside() {
            return both(left.columns(), right.columns());
        }

        @Override
        public void write(QueryWriter writer) {
            writer.join(join, left, right, inside());
        }

        @Override
        public void nested(QueryWriter writer) {
            writer.text().add("(");
            write(writer);
            writer.text().add(")");
        }
    }

    /** A join whose second part depends on the rows of the first. */
    record Lateral(Correlate correlate, FromItem left, String alias) implements FromItem {
        @Override
        public List<String> columns() {
            return both(left.columns(), FromItem.columns(correlate.getRight(), alias));
        }

        @Override
        public void write(QueryWriter writer) {
            writer.correlate(correlate, left, alias);
        }

        @Override
        public void nested(QueryWriter writer) {
            writer.text().add("(");
            write(writer);
            writer.text().add(")");
        }
    }
}
