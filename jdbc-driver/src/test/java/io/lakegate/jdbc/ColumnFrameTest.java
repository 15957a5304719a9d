package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Frames as docs/wire-protocol.md lays them out, and frames that are not so. */
class ColumnFrameTest {
    @Test
    void valuesOfEachLayout() throws SQLException {
        byte[] text = "éx".getBytes(StandardCharsets.UTF_8);
        ColumnFrame frame = ColumnFrame.read(
                frame(2, 14, out -> {
                    out.put(new byte[] {0, 0});
                    out.put(new byte[] {1, 0, 1, 0});
                    out.put(new byte[] {2, 1, 0b10, -7, 0});
                    out.put(new byte[] {3, 0}).putShort((short) -300).putShort((short) 300);
                    out.put(new byte[] {4, 0}).putInt(-70_000).putInt(70_000);
                    out.put(new byte[] {5, 0}).putLong(Long.MIN_VALUE).putLong(Long.MAX_VALUE);
                    out.put(new byte[] {6, 0}).putFloat(1.5f).putFloat(Float.NaN);
                    out.put(new byte[] {7, 0}).putDouble(-0.25).putDouble(Double.NEGATIVE_INFINITY);
                    out.put(new byte[] {8, 0}).putInt(2).putLong(-12_345).putLong(0);
                    out.put(new byte[] {9, 0}).putInt(0).putInt(text.length).put(text);
                    out.put(new byte[] {10, 1, 0b01}).putInt(0).putInt(2).put(new byte[] {1, -1});
                    out.put(new byte[] {11, 0}).putInt(-1).putInt(-719_528);
                    out.put(new byte[] {12, 0}).putLong(-1).putLong(1_000_000);
                    out.put(new byte[] {13, 0}).putLong(-1).putLong(0);
                }),
                0);
        assertThat(frame.rowCount()).isEqualTo(2);
        assertThat(frame.offset).isEqualTo(100);
        assertThat(frame.done).isTrue();
        assertThat(column(frame, 0)).containsExactly(null, null);
        assertThat(column(frame, 1)).containsExactly(true, false);
        assertThat(column(frame, 2)).containsExactly((byte) -7, null);
        assertThat(column(frame, 3)).containsExactly((short) -300, (short) 300);
        assertThat(column(frame, 4)).containsExactly(-70_000, 70_000);
        assertThat(column(frame, 5)).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(column(frame, 6)).containsExactly(1.5f, Float.NaN);
        assertThat(column(frame, 7)).containsExactly(-0.25, Double.NEGATIVE_INFINITY);
        assertThat(column(frame, 8)).containsExactly(new BigDecimal("-123.45"), new BigDecimal("0.00"));
        assertThat(column(frame, 9)).containsExactly("", "éx");
        assertThat(column(frame, 10)).containsExactly(null, new byte[] {1, -1});
        assertThat(column(frame, 11)).containsExactly(LocalDate.of(1969, 12, 31), LocalDate.of(0, 1, 1));
        assertThat(column(frame, 12))
                .containsExactly(
                        LocalDateTime.parse("1969-12-31T23:59:59.999999"), LocalDateTime.parse("1970-01-01T00:00:01"));
        assertThat(column(frame, 13))
                .containsExactly(
                        OffsetDateTime.parse("1969-12-31T23:59:59.999999Z"),
                        OffsetDateTime.parse("1970-01-01T00:00:00Z"));
        assertThat(frame.isWhole(5)).isTrue();
        assertThat(frame.isWhole(8)).isFalse();
        assertThat(frame.isFloating(6)).isTrue();
    }

    @Test
    void valuesThatStandInManyRows() throws SQLException {
        Consumer<ByteBuffer> columns = out -> {
            out.put(new byte[] {17, 0}).putInt(3);
            out.put(new byte[] {9, 1, 0b010}).putInt(1).putInt(1).putInt(3).put(new byte[] {'a', 'b', 'c'});
            out.put(new byte[] {2, 1, 0, 1});
            out.put(new byte[] {17, 0}).putInt(1);
            out.put(new byte[] {4, 0}).putInt(-5);
            out.put(new byte[] {17, 0}).putInt(2);
            out.put(new byte[] {7, 1, 0b10}).putDouble(0.5).putDouble(0);
            out.put(new byte[] {0, 1, 0, 0});
            out.put(new byte[] {17, 0}).putInt(1);
            out.put(new byte[] {10, 0}).putInt(1).put((byte) 7);
            out.put(new byte[] {3, 0})
                    .putShort((short) 1)
                    .putShort((short) 2)
                    .putShort((short) 3)
                    .putShort((short) 4);
        };
        byte[] whole = frame(4, 5, columns);
        ColumnFrame frame = ColumnFrame.read(whole, 0);
        assertThat(column(frame, 0)).containsExactly("bc", null, "a", null);
        assertThat(frame.isWhole(0)).isFalse();
        assertThat(column(frame, 1)).containsExactly(-5, -5, -5, -5);
        assertThat(frame.isWhole(1)).isTrue();
        assertThat(frame.whole(1, 3)).isEqualTo(-5);
        assertThat(column(frame, 2)).containsExactly(0.5, null, 0.5, 0.5);
        assertThat(frame.isFloating(2)).isTrue();
        assertThat(frame.floating(2, 2)).isEqualTo(0.5);
        assertThat(column(frame, 3)).containsExactly(new byte[] {7}, new byte[] {7}, new byte[] {7}, new byte[] {7});
        assertThat(frame.value(3, 0)).isNotSameAs(frame.value(3, 1));
        assertThat(column(frame, 4)).containsExactly((short) 1, (short) 2, (short) 3, (short) 4);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ColumnFrame.read(cut, 0)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aRowWhoseValueIsNotAmongThoseOfItsColumnIsRefused() {
        byte[] wrong = frame(2, 1, out -> {
            out.put(new byte[] {17, 0}).putInt(2);
            out.put(new byte[] {2, 0, 1, 2});
            out.put(new byte[] {1, 2});
        });
        assertThatThrownBy(() -> ColumnFrame.read(wrong, 0))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not among those of its column");
    }

    @Test
    void aFrameWithoutRowsHasNoColumnsEither() throws SQLException {
        ColumnFrame frame = ColumnFrame.read(frame(0, 3, out -> {}), 0);
        assertThat(frame.rowCount()).isZero();
    }

    @Test
    void aFrameThatIsCutShortAnywhereIsRefused() throws SQLException {
        byte[] whole = frame(2, 2, out -> {
            out.put(new byte[] {9, 0}).putInt(1).putInt(3).put(new byte[] {'a', 'b', 'c'});
            out.put(new byte[] {5, 0}).putLong(1).putLong(2);
        });
        assertThat(ColumnFrame.read(whole, 0).value(0, 1)).isEqualTo("bc");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ColumnFrame.read(cut, 0))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("defect");
        }
        assertThatThrownBy(() -> ColumnFrame.read(Arrays.copyOf(whole, whole.length + 1), 0))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void unknownVersionsAndLayoutsAreRefused() {
        byte[] version = frame(0, 0, out -> {});
        version[0] = 2;
        assertThatThrownBy(() -> ColumnFrame.read(version, 0)).hasMessageContaining("version 2");
        byte[] layout = frame(1, 1, out -> out.put(new byte[] {99, 0}));
        assertThatThrownBy(() -> ColumnFrame.read(layout, 0)).hasMessageContaining("encoding 99");
    }

    private static Object[] column(ColumnFrame frame, int column) {
        return IntStream.range(0, frame.rowCount())
                .mapToObj(row -> frame.value(column, row))
                .toArray();
    }

    private static byte[] frame(int rows, int columns, Consumer<ByteBuffer> body) {
        ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) 1).putLong(100).putInt(rows).putInt(columns);
        body.accept(out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
