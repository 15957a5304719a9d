package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.log.HiddenSecrets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an execution of a statement when it starts.
 *
 * @param id its name in logs and messages
 * @param sql its text; cut where it is very long, and without the credentials in addresses
 * @param tables those it reads, each with its version: {@code lake.shop.orders@3}
 * @param policies the rules of access that are put around them
 * @param parent what the client has said of the trace that its request belongs to: anything, and to be looked at before it is used
 */
public record QueryInfo(
        String id,
        QueryOwner owner,
        String sql,
        Instant started,
        List<String> tables,
        List<String> policies,
        Optional<String> parent) {
    private static final int LONGEST_TEXT = 20_000;

    public QueryInfo {
        requireNonNull(id, "id");
        requireNonNull(owner, "owner");
        requireNonNull(started, "started");
        sql = HiddenSecrets.in(sql.length() > LONGEST_TEXT ? sql.substring(0, LONGEST_TEXT) + "…" : sql);
        tables = List.copyOf(tables);
        policies = List.copyOf(policies);
        requireNonNull(parent, "parent");
    }

    /** The same when it is known what it reads. */
    QueryInfo reading(List<String> itsTables, List<String> itsPolicies) {
        return new QueryInfo(id, owner, sql, started, itsTables, itsPolicies, parent);
    }
}
