package io.lakegate.server.query;

/** What the result cache did for a statement. */
public enum CacheUse {
    /** It was not asked: it is off, or the statement's answer may be another each time. */
    NONE,
    /** It had no answer. */
    MISS,
    /** The answer is from it. */
    HIT
}
