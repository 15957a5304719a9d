package io.lakegate.server.console;

import java.util.Locale;

/** How rows are written: for people, for spreadsheets or for programs. */
enum OutputFormat {
    TABLE,
    CSV,
    JSON;

    RowPrinter printer() {
        return switch (this) {
            case TABLE -> new TablePrinter();
            case CSV -> new CsvPrinter();
            case JSON -> new JsonPrinter();
        };
    }

    /** The name that people type. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
