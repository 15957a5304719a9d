package io.lakegate.catalog.error;

/**
 * Every way in which a statement, a table or the gateway can fail. Numbers and SQLSTATEs are public: applications test for them, so
 * they are never changed or given to something else.
 *
 * <p>SQLSTATE classes follow the SQL standard and PostgreSQL. Class 08 is kept for a connection that is really gone, and 0A000 is
 * not used at all: connection pools throw a connection away when they see either.
 */
public enum ErrorCode {
    SYNTAX(1001, "42601", Blame.USER, "The text is not a SQL statement that Lakegate can parse."),
    VERSION_NOT_FOUND(1002, "22023", Blame.USER, "The table's history does not keep the version or time asked for."),
    TABLE_NOT_FOUND(1003, "42P01", Blame.USER, "No catalog has a table of this name."),
    COLUMN_NOT_FOUND(1004, "42703", Blame.USER, "No table of the statement has a column of this name."),
    FUNCTION_NOT_FOUND(1005, "42883", Blame.USER, "There is no function of this name for arguments of these types."),
    INVALID_STATEMENT(
            1006,
            "42000",
            Blame.USER,
            "The statement parses but does not make sense, for example because types do not fit."),
    PARAMETER_COUNT(
            1007, "07001", Blame.USER, "More or fewer parameter values were given than the statement has markers."),
    PARAMETER_VALUE(
            1008, "22018", Blame.USER, "A parameter's value cannot be used as the type that the statement needs."),
    INVALID_VALUE(
            1009,
            "22000",
            Blame.USER,
            "A value of the data or the statement cannot be computed with, for example in a cast."),
    DIVISION_BY_ZERO(1010, "22012", Blame.USER, "A number was divided by zero."),
    NUMBER_OUT_OF_RANGE(1011, "22003", Blame.USER, "The result of a computation does not fit its type."),
    SCHEMA_NOT_FOUND(1012, "3F000", Blame.USER, "No catalog has a schema of this name."),
    CATALOG_NOT_FOUND(1013, "3D000", Blame.USER, "No catalog of this name is configured."),
    UNSUPPORTED_SQL(1014, "42000", Blame.USER, "The statement is valid SQL that Lakegate does not run."),
    UNSUPPORTED_TABLE_FEATURE(
            2001, "42P16", Blame.USER, "Reading the table correctly needs a feature that Lakegate lacks."),
    TABLE_DAMAGED(2002, "58030", Blame.EXTERNAL, "The table's metadata breaks its format's rules."),
    STORAGE_UNREADABLE(2003, "58030", Blame.EXTERNAL, "A file of the table is missing or cannot be read."),
    CREDENTIALS_REFUSED(
            2004, "28000", Blame.EXTERNAL, "A catalog service refuses the credentials that the gateway has for it."),
    CANCELED(3001, "57014", Blame.USER, "The statement was cancelled."),
    TIMEOUT(3002, "57014", Blame.USER, "The statement ran longer than its time limit."),
    OUT_OF_MEMORY(3003, "53200", Blame.GATEWAY, "The statement needs more memory than the engine may use."),
    SHUTTING_DOWN(3004, "57P01", Blame.EXTERNAL, "The gateway is stopping."),
    ENGINE_RESTARTED(3005, "40001", Blame.GATEWAY, "The engine was started anew under the statement. Run it again."),
    LIMIT_REACHED(3006, "53400", Blame.USER, "A limit of what a user may take at once is reached."),
    NO_SUCH_CONNECTION(
            4001, "08003", Blame.USER, "The connection is unknown here: closed, expired or opened before a restart."),
    NO_SUCH_STATEMENT(4002, "26000", Blame.USER, "The connection has no statement of this id."),
    NO_SUCH_QUERY(4006, "42704", Blame.USER, "No statement of this id is known, or it belongs to somebody else."),
    UNSUPPORTED_CALL(4003, "IM001", Blame.USER, "The JDBC call is not offered."),
    TOO_MANY_CONNECTIONS(
            4004, "53300", Blame.EXTERNAL, "The gateway has as many connections open as its limits allow."),
    INVALID_REQUEST(4005, "HY000", Blame.USER, "The request does not follow the wire protocol."),
    LOGIN_REFUSED(6001, "28000", Blame.USER, "Who connects is not who they say, or not known."),
    LOGIN_NEEDED(6002, "28000", Blame.USER, "The request does not say who sends it."),
    NOT_ALLOWED(6003, "42501", Blame.USER, "Who asks is known, and may not do this."),
    LOGIN_UNCHECKED(6004, "57P03", Blame.EXTERNAL, "The directory that knows users cannot be asked who connects."),
    CONFIGURATION(5001, "F0000", Blame.USER, "The configuration cannot be used as it is."),
    STORE_UNUSABLE(
            5002, "58030", Blame.EXTERNAL, "The store of external tables and views cannot be read, or not be written."),
    AUDIT_UNWRITABLE(5003, "58030", Blame.EXTERNAL, "The audit log cannot be written, and nothing is done without it."),
    INTERNAL(
            9001,
            "XX000",
            Blame.GATEWAY,
            "A defect of Lakegate. The message carries an id under which the log has the details.");

    /** Who can do something about it. */
    public enum Blame {
        /** Whoever wrote the statement or the configuration. */
        USER,
        /** Whoever keeps the tables or the storage. */
        EXTERNAL,
        /** Whoever runs or writes Lakegate. */
        GATEWAY
    }

    private final int number;
    private final String sqlState;
    private final Blame blame;
    private final String meaning;

    ErrorCode(int number, String sqlState, Blame blame, String meaning) {
        this.number = number;
        this.sqlState = sqlState;
        this.blame = blame;
        this.meaning = meaning;
    }

    /** What {@code SQLException.getErrorCode()} returns. */
    public int number() {
        return number;
    }

    /** What {@code SQLException.getSQLState()} returns: five characters. */
    public String sqlState() {
        return sqlState;
    }

    public Blame blame() {
        return blame;
    }

    /** One sentence for the page that lists all codes. */
    public String meaning() {
        return meaning;
    }
}
