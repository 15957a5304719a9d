package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Partitions by the hash of a column: {@code bucket(16)}. A file can hold rows that are equal to a value only where the value falls into its
 * bucket.
 *
 * @see "DuckLake specification: Partition Transforms"
 * @see "Iceberg specification, Appendix B: 32-bit Hash Requirements"
 */
final class Buckets {
    private static final Pattern TRANSFORM = Pattern.compile("bucket\\((\\d{1,9})\\)", Pattern.CASE_INSENSITIVE);

    /** Of others it depends on the writer which bytes are hashed. */
    private static final Set<String> HASHED = Set.of("int8", "int16", "int32", "int64", "varchar", "date");

    private Buckets() {}

    /** Into how many buckets a transform divides; empty where it is another. */
    static OptionalInt count(String transform) {
        Matcher bucket = TRANSFORM.matcher(transform);
        if (!bucket.matches()) {
            return OptionalInt.empty();
        }
        int count = Integer.parseInt(bucket.group(1));
        return count > 0 ? OptionalInt.of(count) : OptionalInt.empty();
    }

    /** Whether no row of a bucket can fulfil a filter. */
    static boolean excludes(Filter filter, Field field, int count, String bucket) {
        return HASHED.contains(field.type())
                && filter.match(new Filter.Cases<Boolean>() {
                    @Override
                    public Boolean anything() {
                        return false;
                    }

                    @Override
                    public Boolean compare(Filter.Compare compare) {
                        return compare.operator() == Filter.Operator.EQUAL
                                && isOf(
                                        compare.column().column(),
                                        compare.column().isNested())
                                && isElsewhere(compare.value());
                    }

                    @Override
                    public Boolean in(Filter.In in) {
                        return isOf(in.column().column(), in.column().isNested())
                                && in.values().stream().allMatch(this::isElsewhere);
                    }

                    @Override
                    public Boolean isNull(Filter.IsNull isNull) {
                        return false;
                    }

                    @Override
                    public Boolean and(Filter.And and) {
                        return and.operands().stream().anyMatch(operand -> operand.match(this));
                    }

                    @Override
                    public Boolean or(Filter.Or or) {
                        return or.operands().stream().allMatch(operand -> operand.match(this));
                    }

                    @Override
                    public Boolean not(Filter.Not not) {
                        return false;
                    }

                    private boolean isOf(String column, boolean nested) {
                        return !nested && column.equals(field.name());
                    }

                    private boolean isElsewhere(Value value) {
                        OptionalInt of = of(value, count);
                        return of.isPresent() && !String.valueOf(of.getAsInt()).equals(bucket);
                    }
                });
    }

    /** The bucket of a value; empty for NULL and where nobody can say. */
    static OptionalInt of(Value value, int count) {
        Optional<byte[]> bytes = value.content().flatMap(Buckets::bytes);
        return bytes.isEmpty() ? OptionalInt.empty() : OptionalInt.of((hash(bytes.get()) & Integer.MAX_VALUE) % count);
    }

    private static Optional<byte[]> bytes(Object content) {
        if (content instanceof String text) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        if (content instanceof LocalDate date) {
            return Optional.of(bytes(date.toEpochDay()));
        }
        return content instanceof Byte
                        || content instanceof Short
                        || content instanceof Integer
                        || content instanceof Long
                ? Optional.of(bytes(((Number) content).longValue()))
                : Optional.empty();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    /** Murmur3 of 32 bits with the seed 0. */
    static int hash(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int hash = 0;
        while (words.remaining() >= Integer.BYTES) {
            hash = Integer.rotateLeft(hash ^ scrambled(words.getInt()), 13) * 5 + 0xe6546b64;
        }
        int rest = 0;
        for (int shift = 0; words.hasRemaining(); shift += Byte.SIZE) {
            rest |= (words.get() & 0xff) << shift;
        }
        hash ^= scrambled(rest);
        hash ^= bytes.length;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    private static int scrambled(int word) {
        return Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
