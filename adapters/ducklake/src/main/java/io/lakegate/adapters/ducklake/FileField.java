package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.ParquetPeek.Node;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A column of a file, or what is in one: the name under which it is found, and the column of the table that it is.
 *
 * @param partition whether its value stands in the file's path, not in the file
 */
record FileField(String name, OptionalLong fieldId, boolean partition, List<FileField> children) {
    FileField {
        children = List.copyOf(children);
    }

    /** The columns of a file, from its footer. */
    static List<FileField> of(List<Node> footer) {
        Iterator<Node> nodes = footer.iterator();
        return nodes.hasNext() ? children(nodes.next(), nodes) : List.of();
    }

    private static List<FileField> children(Node parent, Iterator<Node> rest) {
        List<FileField> fields = new ArrayList<>();
        for (int i = 0; i < parent.children() && rest.hasNext(); i++) {
            Node node = rest.next();
            fields.add(new FileField(node.name(), node.fieldId(), false, children(node, rest)));
        }
        return fields;
    }

    static Optional<FileField> find(List<FileField> fields, long id) {
        for (FileField field : fields) {
            if (field.fieldId.isPresent() && field.fieldId.getAsLong() == id) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** The field of this id inside of this one, however deep: lists and maps have groups of their own in between. */
    Optional<FileField> inside(long id) {
        Optional<FileField> direct = find(children, id);
        if (direct.isPresent()) {
            return direct;
        }
        for (FileField child : children) {
            Optional<FileField> deeper = child.inside(id);
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.empty();
    }
}
