package io.lakegate.server.config;

import java.time.Duration;
import java.util.List;

/**
 * What clients may ask of the gateway.
 *
 * @param queryTimeout zero for no limit
 * @param connectionIdle how long a connection may go unused; never zero
 * @param maxConnections open at once
 * @param frameBytes about how much one answer with rows holds
 * @param maxRunning statements that run at once
 * @param perUser what one user may take at once
 * @param own limits of some, in place of these
 */
public record LimitsConfig(
        Duration queryTimeout,
        Duration connectionIdle,
        int maxConnections,
        DataSize frameBytes,
        int maxRunning,
        PerUser perUser,
        List<OwnLimits> own) {
    /** What one user may take at once; zero means no limit. */
    public record PerUser(int running, int queued, Duration queueTime, int rows, int connections) {
        static final PerUser DEFAULT = new PerUser(0, 100, Duration.ofMinutes(1), 0, 0);
    }

    /** The same for all users. */
    public LimitsConfig(
            Duration queryTimeout,
            Duration connectionIdle,
            int maxConnections,
            DataSize frameBytes,
            int maxRunning,
            PerUser perUser) {
        this(queryTimeout, connectionIdle, maxConnections, frameBytes, maxRunning, perUser, List.of());
    }

    /** Without limits for one user. */
    public LimitsConfig(
            Duration queryTimeout, Duration connectionIdle, int maxConnections, DataSize frameBytes, int maxRunning) {
        this(queryTimeout, connectionIdle, maxConnections, frameBytes, maxRunning, PerUser.DEFAULT);
    }

    public LimitsConfig {
        Settings.QUERY_TIMEOUT.require(queryTimeout);
        Settings.CONNECTION_IDLE.require(connectionIdle);
        Settings.MAX_CONNECTIONS.require(maxConnections);
        Settings.FRAME_BYTES.require(frameBytes);
        Settings.MAX_RUNNING.require(maxRunning);
        own = List.copyOf(own);
    }

    static LimitsConfig of(Bound bound) {
        return new LimitsConfig(
                bound.get(Settings.QUERY_TIMEOUT),
                bound.get(Settings.CONNECTION_IDLE),
                bound.get(Settings.MAX_CONNECTIONS),
                bound.get(Settings.FRAME_BYTES),
                bound.get(Settings.MAX_RUNNING),
                new PerUser(
                        bound.get(UserLimitSettings.RUNNING),
                        bound.get(UserLimitSettings.QUEUED),
                        bound.get(UserLimitSettings.QUEUE_TIME),
                        bound.get(UserLimitSettings.ROWS),
                        bound.get(UserLimitSettings.CONNECTIONS)),
                bound.get(UserLimitSettings.OWN).stream().map(OwnLimits::of).toList());
    }
}
