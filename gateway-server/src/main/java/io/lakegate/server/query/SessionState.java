package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.registry.TransactionPins;
import io.lakegate.server.auth.Identity;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a session has chosen for its statements.
 *
 * @param names where names are looked up
 * @param reading how data files are read
 * @param zone of dates and times that name none, and in which instants are shown: the setting {@code lakegate.time_zone}
 * @param asOf at which tables are read whose version no statement names: the setting {@code lakegate.as_of}
 * @param variables by name, which begins with {@code @}
 * @param transaction the tables of the transaction; empty where every statement stands alone
 * @param asker whose session it is
 */
public record SessionState(
        DefaultNames names,
        Reading reading,
        ZoneId zone,
        Version asOf,
        Map<String, String> variables,
        Optional<TransactionPins> transaction,
        Identity asker) {
    static final ZoneId DEFAULT_ZONE = ZoneOffset.UTC;

    public SessionState {
        requireNonNull(names, "names");
        requireNonNull(reading, "reading");
        requireNonNull(zone, "zone");
        requireNonNull(asOf, "asOf");
        requireNonNull(transaction, "transaction");
        requireNonNull(asker, "asker");
        variables = new TreeMap<>(variables);
    }

    /** The state of a new session. */
    public static SessionState of(DefaultNames names, Identity asker) {
        return new SessionState(
                names, Reading.DEFAULT, DEFAULT_ZONE, Version.LATEST, Map.of(), Optional.empty(), asker);
    }

    /** The state of a session that has chosen nothing. */
    static SessionState of(Identity asker) {
        return of(DefaultNames.NONE.askedBy(asker.user(), asker.groups()), asker);
    }

    SessionState with(Reading newReading) {
        return new SessionState(names, newReading, zone, asOf, variables, transaction, asker);
    }

    SessionState with(ZoneId newZone) {
        return new SessionState(names, reading, newZone, asOf, variables, transaction, asker);
    }

    SessionState with(Version newAsOf) {
        return new SessionState(names, reading, zone, newAsOf, variables, transaction, asker);
    }

    SessionState with(String variable, String value) {
        Map<String, String> all = new TreeMap<>(variables);
        all.put(variable, value);
        return new SessionState(names, reading, zone, asOf, all, transaction, asker);
    }

    /** The same for one of whom more or less is known by now. */
    public SessionState with(Identity newAsker) {
        DefaultNames theirs = names.askedBy(newAsker.user(), newAsker.groups());
        return new SessionState(theirs, reading, zone, asOf, variables, transaction, newAsker);
    }

    /** The same with other names. */
    public SessionState with(DefaultNames newNames) {
        return new SessionState(newNames, reading, zone, asOf, variables, transaction, asker);
    }

    /**
     * The same with the settings among {@code properties}, by the names that {@code SET} knows; others are passed over.
     *
     * @throws GatewayException {@link ErrorCode#INVALID_STATEMENT} when a value makes no sense
     */
    public SessionState withSettings(Map<String, String> properties) {
        SessionState state = this;
        // In the order of their declaration backwards: the time zone first, in which a time is read.
        List<Settings> settings = new ArrayList<>(List.of(Settings.values()));
        Collections.reverse(settings);
        for (Settings setting : settings) {
            String value = properties.get(setting.text());
            state = value == null ? state : setting.set(state, value);
        }
        return state;
    }

    /** The same in a transaction, or in none. */
    public SessionState within(Optional<TransactionPins> newTransaction) {
        return new SessionState(names, reading, zone, asOf, variables, newTransaction, asker);
    }

    /** The same outside of any transaction, and without variables, which no query reads. */
    SessionState alone() {
        return new SessionState(names, reading, zone, asOf, Map.of(), Optional.empty(), asker);
    }

    /** For the tables of one statement; {@code catalogs} are as the asker sees them. */
    TablePins pins(Catalogs catalogs) {
        return transaction
                .map(shared -> TablePins.within(shared, catalogs, asOf))
                .orElseGet(() -> new TablePins(catalogs, asOf));
    }
}
