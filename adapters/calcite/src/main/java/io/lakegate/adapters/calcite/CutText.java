package io.lakegate.adapters.calcite;

import java.io.Writer;

/** A text that keeps its beginning only, up to a length, and says at its end how much more there was. For one thread. */
public final class CutText extends Writer {
    private final int most;
    private final StringBuilder kept = new StringBuilder();
    private long length;

    /** {@code most} is how many characters are kept. */
    public CutText(int most) {
        this.most = most;
    }

    /** The text, cut where it is longer. */
    public static String of(String text, int most) {
        CutText cut = new CutText(most);
        cut.write(text, 0, text.length());
        return cut.toString();
    }

    @Override
    public void write(char[] text, int from, int count) {
        length += count;
        kept.append(text, from, Math.min(count, most - kept.length()));
    }

    @Override
    public void write(String text, int from, int count) {
        length += count;
        kept.append(text, from, from + Math.min(count, most - kept.length()));
    }

    @Override
    public void write(int character) {
        write(new char[] {(char) character}, 0, 1);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** What was kept, and where that is not all, a last line that says so. */
    @Override
    public String toString() {
        if (length <= most) {
            return kept.toString();
        }
        boolean half = most > 0 && Character.isHighSurrogate(kept.charAt(most - 1));
        int shown = half ? most - 1 : most;
        return "%s\n... cut here: %d of %d characters are shown".formatted(kept.substring(0, shown), shown, length);
    }
}
