package io.lakegate.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of values that name a machine, with {@link ValueKinds}. Asks no name server. */
final class HostKinds {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

    /** An address of this machine, or all of them: {@code 0.0.0.0} and {@code ::}. */
    static final ValueKind<String> HOST = new ValueKind<>(
            String.class,
            "an address to listen on",
            "an address of this machine in numbers, `0.0.0.0` or `::` for all of them, or `localhost`",
            Text::value,
            HostKinds::checkHost,
            host -> host);

    /** A key set in a file that must be there, or at an address. */
    static final ValueKind<String> KEY_SET = new ValueKind<>(
            String.class,
            "the place of a key set",
            "`https://…`, `http://` on this machine, or the path of an existing file; a relative path starts from the folder of the file in which it stands",
            text -> text.value().matches("https?://.*")
                    ? ValueKinds.httpAddress(text).toString()
                    : ValueKinds.existing(text, true).toString(),
            keys -> {
                if (!AuthenticationConfig.isSafe(keys)) {
                    throw new BadValue(
                            "keys that come over the network without TLS could be anybody's. Write https://");
                }
            },
            keys -> keys);

    private HostKinds() {}

    private static void checkHost(String host) throws BadValue {
        if (address(host).isEmpty()) {
            throw new BadValue("write it in numbers, such as 127.0.0.1, ::1 or 0.0.0.0, or localhost");
        }
    }

    /** Whether only programs of this machine can reach the address. */
    static boolean isLocal(String host) {
        return address(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static Optional<InetAddress> address(String host) {
        String bare = host.replaceAll("^\\[(.*)]$", "$1");
        boolean address = IPV4.matcher(bare).matches() || IPV6.matcher(bare).matches();
        try {
            return address || bare.equals("localhost") ? Optional.of(InetAddress.getByName(bare)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
