package io.lakegate.adapters.storage;

import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.spi.CheckStep;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tries the way to one address step by step, and ends at the first step that fails. For one thread. */
final class AddressCheck {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MOST_ENTRIES = 100;

    private final String address;
    private final List<CheckStep> steps = new ArrayList<>();

    private AddressCheck(String address) {
        this.address = address;
    }

    /** A folder of this machine. */
    static List<CheckStep> ofFolder(Path folder) {
        AddressCheck check = new AddressCheck(folder.toString());
        check.list(folder);
        return check.steps;
    }

    /** An address in a store; {@code store} is asked once. */
    static List<CheckStep> of(ObjectAddress address, StoreProvider.Way way, ObjectStore store) {
        AddressCheck check = new AddressCheck(address.bucketAddress() + address.path());
        boolean there = way.machine()
                .map(machine -> check.resolve(machine) && check.connect(machine))
                .orElse(true);
        if (there) {
            check.list(address, way, store);
        }
        return check.steps;
    }

    private boolean passed(String step, String note) {
        steps.add(CheckStep.passed(step, address, note));
        return true;
    }

    private boolean failed(String step, String note) {
        steps.add(CheckStep.failed(step, address, note));
        return false;
    }

    private boolean list(Path folder) {
        if (!Files.exists(folder)) {
            return failed(
                    "list",
                    "There is no folder %s. Create it, mount it, or correct the location in the catalog's file."
                            .formatted(folder));
        }
        try (Stream<Path> entries = Files.list(folder)) {
            long count = entries.limit(MOST_ENTRIES).count();
            return passed("list", entries(count));
        } catch (IOException e) {
            return failed(
                    "list",
                    "The folder %s cannot be listed: %s. Give the user that runs the gateway the right to read it."
                            .formatted(folder, e));
        }
    }

    private static String entries(long count) {
        return count >= MOST_ENTRIES ? "%d entries or more".formatted(MOST_ENTRIES) : "%d entries".formatted(count);
    }

    private boolean resolve(URI endpoint) {
        try {
            InetAddress found = InetAddress.getByName(endpoint.getHost());
            return passed("resolve", "%s is %s".formatted(endpoint.getHost(), found.getHostAddress()));
        } catch (UnknownHostException e) {
            return failed(
                    "resolve",
                    "No machine is called %s. Correct endpoint, region or proxy under storage, or the name service of this machine."
                            .formatted(endpoint.getHost()));
        }
    }

    private boolean connect(URI endpoint) {
        int usual = "http".equals(endpoint.getScheme()) ? 80 : 443;
        int port = endpoint.getPort() < 0 ? usual : endpoint.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.getHost(), port), (int) CONNECT.toMillis());
            return passed("connect", "port %d is open".formatted(port));
        } catch (IOException e) {
            return failed(
                    "connect",
                    "Port %d of %s cannot be reached: %s. See whether the store runs, and whether a firewall or a missing proxy is in the way."
                            .formatted(port, endpoint.getHost(), e.getMessage()));
        }
    }

    private boolean list(ObjectAddress place, StoreProvider.Way way, ObjectStore store) {
        String prefix = place.path().substring(1);
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        try {
            ObjectStore.Page page = store.list(
                    place.bucket(), folder, /* flat= */ false, Optional.empty(), Optional.empty(), MOST_ENTRIES);
            passed("authenticate", way.who());
            long count = (long) page.objects().size() + page.folders().size();
            return count > 0
                    ? passed("list", entries(count))
                    : failed(
                            "list",
                            "Nothing lies below %s. Correct the location in the catalog's file: names are told apart by case."
                                    .formatted(address));
        } catch (StoreFailure e) {
            return refused(e, way);
        } catch (IOException e) {
            return failed("list", "The store's answer to a listing cannot be used: " + e.getMessage());
        }
    }

    private boolean refused(StoreFailure failure, StoreProvider.Way way) {
        String reason = failure.getReason();
        if (failure.kind() == StoreFailure.Kind.REFUSED && !reason.contains("denies access")) {
            return failed("authenticate", "%s, %s. %s".formatted(sentence(reason), way.who(), way.remedy()));
        }
        passed("authenticate", way.who());
        if (failure.kind() == StoreFailure.Kind.REFUSED) {
            return failed(
                    "list",
                    "%s, %s. Grant the rights to list what is there and to read it."
                            .formatted(sentence(reason), way.who()));
        }
        return failed("list", "%s. Correct %s.".formatted(sentence(reason), way.place()));
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }
}
