package io.lakegate.server.config;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** The memory of this machine, or of the container that this process runs in, and how it is shared out. */
final class MachineMemory {
    private static final long MEBIBYTE = 1L << 20;
    /** Below this the engine gets little done. */
    private static final long LEAST = 256 * MEBIBYTE;

    private MachineMemory() {}

    /**
     * What the engine may use where nobody says it. Its own choice would be 80 % of all, which with a Java process that takes its largest heap is more
     * than there is: then the system ends the process.
     */
    static DataSize forEngine() {
        return forEngine(total(), Runtime.getRuntime().maxMemory());
    }

    static DataSize forEngine(long total, long heap) {
        long rest = Math.max(0, total - heap);
        return new DataSize(Math.max(LEAST, rest / 10 * 8 / MEBIBYTE * MEBIBYTE));
    }

    /** What the bodies of requests may hold where nobody says it: the longest of one, and those of some strangers beside it, at least. */
    static DataSize forRequests() {
        return new DataSize(Math.max(64 * MEBIBYTE, Runtime.getRuntime().maxMemory() / 8 / MEBIBYTE * MEBIBYTE));
    }

    private static long total() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean known ? known.getTotalMemorySize() : 0;
    }
}
