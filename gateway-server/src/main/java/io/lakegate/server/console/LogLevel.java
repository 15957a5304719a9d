package io.lakegate.server.console;

/** The switch for how much Lakegate logs on standard error; {@code logback.xml} reads the same property. */
final class LogLevel {
    static final String PROPERTY = "lakegate.log.level";

    private LogLevel() {}

    /**
     * Leaves only warnings, so that what a command tells its user is not lost among the log's lines. Works before the first line is
     * logged; a level that the user set stays.
     */
    static void quiet() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, "WARN");
        }
    }
}
