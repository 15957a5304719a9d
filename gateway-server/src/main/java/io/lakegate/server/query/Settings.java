package io.lakegate.server.query;

import io.lakegate.adapters.calcite.TimeText;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.error.NearestName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.Reader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a session can choose by {@code SET}. */
enum Settings {
    READER("lakegate.reader") {
        @Override
        SessionState set(SessionState state, String value) {
            try {
                return state.with(state.reading().with(Reader.valueOf(value.toUpperCase(Locale.ROOT))));
            } catch (IllegalArgumentException e) {
                String known = String.join(
                        ", ",
                        Arrays.stream(Reader.values())
                                .map(reader -> reader.name().toLowerCase(Locale.ROOT))
                                .toList());
                throw new GatewayException(
                        ErrorCode.INVALID_STATEMENT,
                        "%s cannot be %s. It is one of %s.".formatted(text(), value, known),
                        e);
            }
        }

        @Override
        SessionState reset(SessionState state) {
            return state.with(state.reading().with(Reader.AUTO));
        }
    },

    DYNAMIC_FILTERING("lakegate.dynamic_filtering") {
        @Override
        SessionState set(SessionState state, String value) {
            boolean on = value.equalsIgnoreCase("on");
            if (!on && !value.equalsIgnoreCase("off")) {
                throw new GatewayException(
                        ErrorCode.INVALID_STATEMENT, "%s cannot be %s. It is one of on, off.".formatted(text(), value));
            }
            return state.with(state.reading().withKeysFirst(on));
        }

        @Override
        SessionState reset(SessionState state) {
            return state.with(state.reading().withKeysFirst(Reading.DEFAULT.keysFirst()));
        }
    },

    AS_OF("lakegate.as_of") {
        @Override
        SessionState set(SessionState state, String value) {
            try {
                return state.with(new Version.AtTime(TimeText.instant(value, state.zone())));
            } catch (DateTimeException e) {
                throw new GatewayException(
                        ErrorCode.INVALID_STATEMENT,
                        "%s is no time. Write it as %s.".formatted(value, TimeText.FORMS),
                        e);
            }
        }

        @Override
        SessionState reset(SessionState state) {
            return state.with(Version.LATEST);
        }
    },

    TIME_ZONE("lakegate.time_zone") {
        /** Names only, which the engine knows too: it has no zones by offset. */
        @Override
        SessionState set(SessionState state, String value) {
            List<String> known = ZoneId.getAvailableZoneIds().stream().sorted().toList();
            return known.stream()
                    .filter(value.strip()::equalsIgnoreCase)
                    .findFirst()
                    .map(ZoneId::of)
                    .map(zone -> zone.normalized().equals(ZoneOffset.UTC) ? SessionState.DEFAULT_ZONE : zone)
                    .map(state::with)
                    .orElseThrow(() -> new GatewayException(
                            ErrorCode.INVALID_STATEMENT,
                            "There is no time zone %s.%s Name one as in America/Los_Angeles, or UTC."
                                    .formatted(value, NearestName.hint(value, known))));
        }

        @Override
        SessionState reset(SessionState state) {
            return state.with(SessionState.DEFAULT_ZONE);
        }
    };

    private final String text;

    Settings(String text) {
        this.text = text;
    }

    /** The name by which it is set. */
    String text() {
        return text;
    }

    /** The state with another value; refuses one that makes no sense with {@link ErrorCode#INVALID_STATEMENT}. */
    abstract SessionState set(SessionState state, String value);

    /** The state with the first value again. */
    abstract SessionState reset(SessionState state);

    /** By its name in any case. */
    static Settings of(String name) {
        List<String> known = Arrays.stream(values()).map(Settings::text).toList();
        return Arrays.stream(values())
                .filter(setting -> setting.text.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.INVALID_STATEMENT,
                        "There is no setting %s.%s A session has the settings %s."
                                .formatted(name, NearestName.hint(name, known), String.join(", ", known))));
    }
}
