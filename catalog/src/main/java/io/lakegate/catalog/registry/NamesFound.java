package io.lakegate.catalog.registry;

import java.util.List;

/** What the names of one planned statement were found to be, in the order in which they were looked up. Holds no table. Immutable. */
public final class NamesFound {
    private final List<NameLookup> lookups;

    NamesFound(List<NameLookup> lookups) {
        this.lookups = List.copyOf(lookups);
    }

    /**
     * Whether every name is found to be the same now: then {@code fresh} has the statement's tables in the same {@linkplain TablePins#slot slots}.
     *
     * <p>Cost: pins the tables, as planning would.
     *
     * @param fresh pins that nothing was asked of yet, at the same version
     */
    public boolean hold(TablePins fresh) {
        return lookups.stream().allMatch(lookup -> lookup.holds(fresh));
    }
}
