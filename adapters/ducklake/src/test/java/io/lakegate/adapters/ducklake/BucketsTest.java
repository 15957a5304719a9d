package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The hashes are those of the Iceberg specification, appendix B. */
class BucketsTest {
    private static final Field ID = field("id", "int64", Simple.BIGINT);

    private static Field field(String name, String type, Simple lakeType) {
        return new Field(
                1, name, type, lakeType, Optional.empty(), new Field.Presentation(true, Optional.empty()), List.of());
    }

    private static Filter id(Filter.Operator operator, long value) {
        return new Filter.Compare("id", operator, Value.of(Simple.BIGINT, value));
    }

    @Test
    void valuesAreHashedAsTheSpecificationSays() {
        byte[] number = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(34)
                .array();
        assertThat(Buckets.hash(number)).isEqualTo(2017239379);
        assertThat(Buckets.hash("iceberg".getBytes(StandardCharsets.UTF_8))).isEqualTo(1210000089);
        assertThat(Buckets.hash(new byte[] {0, 1, 2, 3})).isEqualTo(-188683207);
        assertThat(Buckets.of(Value.of(Simple.INTEGER, 34), 16)).hasValue(2017239379 % 16);
        assertThat(Buckets.of(Value.of(Simple.DATE, java.time.LocalDate.of(2017, 11, 16)), 1 << 20))
                .hasValue((-653330422 & Integer.MAX_VALUE) % (1 << 20));
        assertThat(Buckets.of(Value.nullOf(Simple.INTEGER), 16)).isEmpty();
        assertThat(Buckets.of(Value.of(Simple.DOUBLE, 1.0), 16)).isEmpty();
    }

    @Test
    void onlyEqualityWithValuesOfOtherBucketsExcludes() {
        int of34 = Buckets.of(Value.of(Simple.BIGINT, 34L), 16).orElseThrow();
        String own = String.valueOf(of34);
        String other = String.valueOf((of34 + 1) % 16);
        assertThat(Buckets.excludes(id(Filter.Operator.EQUAL, 34), ID, 16, other))
                .isTrue();
        assertThat(Buckets.excludes(id(Filter.Operator.EQUAL, 34), ID, 16, own)).isFalse();
        assertThat(Buckets.excludes(id(Filter.Operator.GREATER, 34), ID, 16, other))
                .isFalse();
        assertThat(Buckets.excludes(id(Filter.Operator.NOT_EQUAL, 34), ID, 16, other))
                .isFalse();
        assertThat(Buckets.excludes(new Filter.Not(id(Filter.Operator.EQUAL, 34)), ID, 16, other))
                .isFalse();
        Filter both = new Filter.And(List.of(id(Filter.Operator.EQUAL, 34), id(Filter.Operator.GREATER, 1)));
        Filter either = new Filter.Or(List.of(id(Filter.Operator.EQUAL, 34), id(Filter.Operator.GREATER, 1)));
        assertThat(Buckets.excludes(both, ID, 16, other)).isTrue();
        assertThat(Buckets.excludes(either, ID, 16, other)).isFalse();
        assertThat(Buckets.excludes(id(Filter.Operator.EQUAL, 34), field("id", "uint8", Simple.SMALLINT), 16, other))
                .as("of such numbers their texts are hashed")
                .isFalse();
        assertThat(Buckets.excludes(id(Filter.Operator.EQUAL, 34), field("x", "int64", Simple.BIGINT), 16, other))
                .isFalse();
    }

    @Test
    void onlyBucketsAreBuckets() {
        assertThat(Buckets.count("bucket(16)")).hasValue(16);
        assertThat(Buckets.count("bucket(0)")).isEmpty();
        assertThat(Buckets.count("year")).isEmpty();
        assertThat(Buckets.count("identity")).isEmpty();
    }
}
