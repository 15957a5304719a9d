package io.lakegate.adapters.calcite;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.Optional;

/** The values of a statement's parameters while it is planned: a version or time to read a table at may be one. */
@FunctionalInterface
public interface ParameterSource {
    /** No values yet: the statement is prepared, not executed. Tables are then planned as they are now. */
    ParameterSource NONE = (index, type) -> Optional.empty();

    /** The value of a parameter as this type, which may be NULL; empty when there are no values yet. {@code index} is from 0. */
    Optional<Value> value(int index, LakeType type);
}
