package io.lakegate.adapters.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class CutTextTest {
    @Test
    void whatIsLongerIsCutAndSaysHowMuchThereWas() {
        assertThat(CutText.of("abcdef", 5)).isEqualTo("abcde\n... cut here: 5 of 6 characters are shown");
        assertThat(CutText.of("abcdef", 0)).isEqualTo("\n... cut here: 0 of 6 characters are shown");
    }

    @Test
    void whatIsNotLongerIsWhole() {
        assertThat(CutText.of("abcde", 5)).isEqualTo("abcde");
        assertThat(CutText.of("", 0)).isEmpty();
    }

    @Test
    void theSameWhereItIsWrittenPieceByPiece() {
        CutText text = new CutText(6);
        PrintWriter writer = new PrintWriter(text);
        writer.print("ab");
        writer.print('c');
        writer.print("defgh");
        writer.print("ijk");
        writer.flush();
        assertThat(text).hasToString("abcdef\n... cut here: 6 of 11 characters are shown");
    }

    @Test
    void noSignIsCutInTwo() {
        String smile = new String(Character.toChars(0x1F600));
        assertThat(CutText.of("a" + smile + "b", 2)).isEqualTo("a\n... cut here: 1 of 4 characters are shown");
        assertThat(CutText.of("a" + smile, 3)).isEqualTo("a" + smile);
    }
}
