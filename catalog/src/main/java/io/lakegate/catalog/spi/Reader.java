package io.lakegate.catalog.spi;

/** Who reads data files. */
public enum Reader {
    /** The engine, unless the table has something that only the format's own reader can read. */
    AUTO,
    /** The engine; what it cannot read is refused. */
    ENGINE,
    /** The format's own reader in the JVM. */
    FORMAT
}
