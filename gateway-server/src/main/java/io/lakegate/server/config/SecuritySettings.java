package io.lakegate.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys of {@code lakegate.yaml} that say whom the gateway lets in. Part of {@link Settings}. */
final class SecuritySettings {
    static final Setting<Path> PASSWORD_FILE = Setting.optional(
            "authentication.password-file",
            ValueKinds.FILE,
            "nobody connects with a password",
            "users",
            "The file of users: a line `NAME:HASH` or `NAME:HASH:GROUP,GROUP` for each, with a hash of bcrypt. `./lakegate user add NAME` writes"
                    + " it. A change holds at once, without a restart.");
    static final Setting<String> JWT_ISSUER = Setting.optional(
            "authentication.jwt.issuer",
            ValueKinds.TEXT,
            "nobody connects with a token",
            "https://login.example.com/",
            "Who makes the tokens: their claim `iss`. Clients send them as bearer tokens; the driver has the option `token`.");
    static final Setting<String> JWT_AUDIENCE = Setting.optional(
            "authentication.jwt.audience",
            ValueKinds.TEXT,
            "needed with `issuer`",
            "lakegate",
            "For whom the tokens are made: their claim `aud` names it.");
    static final Setting<String> JWT_KEYS = Setting.optional(
            "authentication.jwt.keys",
            ValueKinds.KEY_SET,
            "needed with `issuer`",
            "https://login.example.com/keys.json",
            "Where the issuer's public keys are: a JSON web key set.");
    static final Setting<Duration> JWT_CLOCK_SKEW = Setting.withDefault(
            "authentication.jwt.clock-skew",
            ValueKinds.duration(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ofMinutes(1),
            "By how much the issuer's clock may differ from the gateway's.");
    static final Setting<String> JWT_USER_CLAIM = Setting.withDefault(
            "authentication.jwt.user-claim", ValueKinds.TEXT, "sub", "Which claim is the user's name.");
    static final Setting<String> JWT_GROUPS_CLAIM = Setting.withDefault(
            "authentication.jwt.groups-claim", ValueKinds.TEXT, "groups", "Which claim lists the user's groups.");
    static final Key.Group JWT = new Key.Group(
            "jwt",
            "Tokens that somebody else gives to users.",
            List.of(JWT_ISSUER, JWT_AUDIENCE, JWT_KEYS, JWT_CLOCK_SKEW, JWT_USER_CLAIM, JWT_GROUPS_CLAIM));

    static final Setting<String> OPERATOR_USER = Setting.optional(
            "authentication.operators[].user", ValueKinds.TEXT, "the item names a group", "ann", "A user.");
    static final Setting<String> OPERATOR_GROUP = Setting.optional(
            "authentication.operators[].group",
            ValueKinds.TEXT,
            "the item names a user",
            "dba",
            "A group, for all of its members.");
    static final Key.Repeated OPERATORS = new Key.Repeated(
            "operators",
            "Who looks after the gateway: they see and may end the statements and connections of all, and read `/metrics`. Each item has one of"
                    + " the two keys.",
            new Key.Group("operators", "An operator.", List.of(OPERATOR_USER, OPERATOR_GROUP)));

    static final Key.Group AUTHENTICATION = new Key.Group(
            "authentication",
            "Who may connect. Without a password file and without tokens everybody may, and the gateway listens on this machine only.",
            List.of(PASSWORD_FILE, JWT, OPERATORS));

    private SecuritySettings() {}
}
