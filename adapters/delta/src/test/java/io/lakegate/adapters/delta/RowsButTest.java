package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowsButTest {
    @Test
    void everyOtherPositionIsThereOnceAndInOrder() {
        RowsBut rows = new RowsBut(new long[] {0, 3, 4, 9}, 10);

        assertThat(rows.positions()).containsExactly(1L, 2L, 5L, 6L, 7L, 8L);
        assertThat(rows.cardinality()).isEqualTo(6);
    }

    @Test
    void whereNothingIsKeptAllPositionsAreThere() {
        assertThat(new RowsBut(new long[0], 3).positions()).containsExactly(0L, 1L, 2L);
        assertThat(new RowsBut(new long[0], 0).positions()).isEmpty();
    }

    @Test
    void aPositionBehindTheEndIsRefused() {
        assertThatThrownBy(() -> new RowsBut(new long[] {3}, 3)).hasMessageContaining("no position 3");
    }
}
