package io.lakegate.adapters.duckdb;

/** The end of a scan before its last row, as DuckDB is told of it: only a sentence, since all that is printed becomes its message. */
final class ScanEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScanEnded(String sentence) {
        super(sentence, null, false, false);
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the name of this class is no part of the sentence
    public String toString() {
        return String.valueOf(getMessage());
    }
}
