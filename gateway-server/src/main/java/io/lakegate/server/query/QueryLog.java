package io.lakegate.server.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The statements that run, and the last that ran. For any thread. */
final class QueryLog {
    private static final int MOST_RECENT = 200;

    private final Map<String, Query> running = new ConcurrentHashMap<>();
    private final Deque<QueryTrack> recent = new ArrayDeque<>(); // guarded by itself

    /** Knows it from here on, by its id. */
    void add(Query query) {
        running.put(query.id(), query);
        query.onEnd(() -> {
            synchronized (recent) {
                recent.addFirst(query.track());
                while (recent.size() > MOST_RECENT) {
                    recent.removeLast();
                }
            }
            running.remove(query.id());
        });
    }

    /** Those that run. */
    Iterable<Query> running() {
        return running.values();
    }

    int runningCount() {
        return running.size();
    }

    Optional<Query> running(String id) {
        return Optional.ofNullable(running.get(id));
    }

    /** One that runs or has run lately. */
    Optional<QueryTrack> find(String id) {
        Optional<QueryTrack> now = running(id).map(Query::track);
        if (now.isPresent()) {
            return now;
        }
        synchronized (recent) {
            return recent.stream().filter(track -> track.info().id().equals(id)).findFirst();
        }
    }

    /** All that are known, each once, the latest first. */
    List<QueryStatus> all() {
        Map<String, QueryTrack> tracks = new HashMap<>();
        running.values().forEach(query -> tracks.put(query.id(), query.track()));
        synchronized (recent) {
            recent.forEach(track -> tracks.put(track.info().id(), track));
        }
        List<QueryStatus> all = new ArrayList<>();
        tracks.values().forEach(track -> all.add(track.status()));
        all.sort(Comparator.comparing((QueryStatus status) -> status.info().started())
                .reversed());
        return all;
    }
}
