package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns by which a table keeps rows together, from what the log says about them.
 *
 * @see "Delta protocol: Clustered Table"
 */
final class ClusteringColumns {
    static final String DOMAIN = "delta.clustering";

    private ClusteringColumns() {}

    /** Logical names, those of nested columns joined by dots; a column that the table does not have is named as the log does. */
    static List<String> of(List<DeltaColumn> columns, String domainJson) throws JsonProcessingException {
        List<String> names = new ArrayList<>();
        for (JsonNode path : new ObjectMapper().readTree(domainJson).path("clusteringColumns")) {
            List<String> physical = new ArrayList<>();
            path.forEach(name -> physical.add(name.asText()));
            names.add(columns.stream()
                    .filter(column ->
                            !physical.isEmpty() && column.physicalName().equals(physical.get(0)))
                    .findFirst()
                    .map(column -> name(column, physical))
                    .orElse(String.join(".", physical)));
        }
        return names;
    }

    private static String name(DeltaColumn column, List<String> physical) {
        StringBuilder name = new StringBuilder(column.name());
        LakeType logical = column.type();
        LakeType stored = column.stored().type();
        for (String part : physical.subList(1, physical.size())) {
            String found = part;
            if (logical instanceof LakeType.StructOf names && stored instanceof LakeType.StructOf fields) {
                List<String> known = fields.fields().stream().map(Column::name).toList();
                int place = known.indexOf(part);
                if (place >= 0) {
                    found = names.fields().get(place).name();
                    logical = names.fields().get(place).type();
                    stored = fields.fields().get(place).type();
                }
            }
            name.append('.').append(found);
        }
        return name.toString();
    }
}
