package io.lakegate.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.auth.Identity;
import io.lakegate.server.config.ConfigLoader;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose limits hold where several could. */
class LimitRulesTest {
    private static final String RULES = """
            limits:
              query-timeout: 1min
              connection-idle: 30min
              max-running-per-user: 3
              max-queued-per-user: 10
              max-rows: 1000
              max-connections-per-user: 5
              own:
                - {group: small, max-running: 1, max-queued: 0, max-rows: 10, query-timeout: 5s, connection-idle: 1min}
                - {group: middle, max-running: 2, max-queued: 2, max-rows: 20, query-timeout: 10s, max-connections: 1}
                - {group: free, max-running: 0, query-timeout: 0, queue-time: 1h}
                - {user: etl, max-running: 1, max-connections: 0}
            """;

    @TempDir
    private Path folder;

    private LimitRules rules(String yaml) throws Exception {
        Files.writeString(folder.resolve("lakegate.yaml"), yaml);
        return LimitRules.of(ConfigLoader.load(folder).limits());
    }

    private static Identity user(String name, String... groups) {
        return new Identity(Optional.of(name), Set.of(groups), /* proven= */ true, /* operator= */ false);
    }

    @Test
    void aUserOfNoGroupHasEverybodysLimits() throws Exception {
        LimitRules rules = rules(RULES);
        UserLimits everybody =
                new UserLimits(Duration.ofMinutes(1), Duration.ofMinutes(30), 3, 10, Duration.ofMinutes(1), 1000, 5);
        assertThat(rules.of(user("ann"))).isEqualTo(everybody);
        assertThat(rules.of(user("ann", "others"))).isEqualTo(everybody);
        assertThat(rules.of(Identity.said(Optional.empty()))).isEqualTo(everybody);
        assertThat(rules.of(user("small"))).as("a group is no user").isEqualTo(everybody);
        assertThat(rules.of(user("ann", "etl"))).as("a user is no group").isEqualTo(everybody);
    }

    @Test
    void aMemberHasTheLimitsOfTheGroupAndTheRestOfEverybody() throws Exception {
        assertThat(rules(RULES).of(user("ann", "small")))
                .isEqualTo(new UserLimits(
                        Duration.ofSeconds(5), Duration.ofMinutes(1), 1, 0, Duration.ofMinutes(1), 10, 5));
    }

    @Test
    void ofSeveralGroupsTheMostGenerousCountsForEachLimit() throws Exception {
        LimitRules rules = rules(RULES);
        assertThat(rules.of(user("ann", "small", "middle")))
                .isEqualTo(new UserLimits(
                        Duration.ofSeconds(10), Duration.ofMinutes(1), 2, 2, Duration.ofMinutes(1), 20, 1));
        assertThat(rules.of(user("ann", "small", "middle", "free")))
                .as("no limit is more than any")
                .isEqualTo(new UserLimits(Duration.ZERO, Duration.ofMinutes(1), 0, 2, Duration.ofHours(1), 20, 1));
    }

    @Test
    void whatAUsersOwnItemSetsWinsOverGroupsAlsoWhereItIsLess() throws Exception {
        UserLimits etl = rules(RULES).of(user("etl", "free", "middle"));
        assertThat(etl.running()).isEqualTo(1);
        assertThat(etl.connections()).isZero();
        assertThat(etl.timeout()).isZero();
        assertThat(etl.rows()).isEqualTo(20);
    }

    @Test
    void theShortestIdleTimeOfAllIsKnown() throws Exception {
        assertThat(rules(RULES).shortestIdle()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rules("limits: {own: [{user: etl, connection-idle: 2h}]}").shortestIdle())
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(LimitRules.NONE.shortestIdle()).isZero();
    }

    @Test
    void theEffectiveConfigurationTellsThem() throws Exception {
        Files.writeString(folder.resolve("lakegate.yaml"), RULES);
        GatewayConfig config = ConfigLoader.load(folder);
        assertThat(config.describe())
                .contains(
                        "limits.own: {group: free, query-timeout: 0, max-running: 0, queue-time: 1h}",
                        "limits.own: {user: etl, max-running: 1, max-connections: 0}");
    }
}
