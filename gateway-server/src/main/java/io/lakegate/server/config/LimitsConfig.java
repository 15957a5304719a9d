package io.lakegate.server.config;

import java.time.Duration;

/**
 * What clients may ask of the gateway.
 *
 * @param queryTimeout zero for no limit
 * @param connectionIdle how long a connection may go unused; never zero
 * @param maxConnections open at once
 * @param frameBytes about how much one answer with rows holds
 * @param maxRunning statements that run at once
 */
public record LimitsConfig(
        Duration queryTimeout, Duration connectionIdle, int maxConnections, DataSize frameBytes, int maxRunning) {
    public LimitsConfig {
        Settings.QUERY_TIMEOUT.require(queryTimeout);
        Settings.CONNECTION_IDLE.require(connectionIdle);
        Settings.MAX_CONNECTIONS.require(maxConnections);
        Settings.FRAME_BYTES.require(frameBytes);
        Settings.MAX_RUNNING.require(maxRunning);
    }

    static LimitsConfig of(Bound bound) {
        return new LimitsConfig(
                bound.get(Settings.QUERY_TIMEOUT),
                bound.get(Settings.CONNECTION_IDLE),
                bound.get(Settings.MAX_CONNECTIONS),
                bound.get(Settings.FRAME_BYTES),
                bound.get(Settings.MAX_RUNNING));
    }
}
