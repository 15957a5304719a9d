package io.lakegate.server.auth;

import java.util.List;
import java.util.Optional;

/** Hears of those who are let in, and of those who are not. For any thread. */
public interface LoginListener {
    /** Somebody opens a connection; may refuse it by an exception. */
    void accepted(Identity identity, String address, String client);

    /**
     * Somebody was not let in.
     *
     * @param user what was said, if anything was
     */
    void refused(Optional<String> user, String address, String why);

    /** Several, in this order. */
    static LoginListener all(List<? extends LoginListener> listeners) {
        List<LoginListener> each = List.copyOf(listeners);
        return new LoginListener() {
            @Override
            public void accepted(Identity identity, String address, String client) {
                each.forEach(listener -> listener.accepted(identity, address, client));
            }

            @Override
            public void refused(Optional<String> user, String address, String why) {
                each.forEach(listener -> listener.refused(user, address, why));
            }
        };
    }
}
