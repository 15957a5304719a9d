package io.lakegate.adapters.ducklake;

/**
 * A view of a catalog.
 *
 * @param dialect the language of its text
 * @param columnAliases its columns' names, each quoted, with commas between; empty where they are those of the query
 */
record LakeView(long id, String schema, String name, String dialect, String sql, String columnAliases) {}
