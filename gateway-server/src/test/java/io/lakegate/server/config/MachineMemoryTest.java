package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineMemoryTest {
    private static final long MEBIBYTE = 1L << 20;

    @ParameterizedTest
    @CsvSource({"16384, 4096, 9830", "1024, 256, 614", "512, 512, 256", "512, 1024, 256", "0, 256, 256"})
    void theEngineGetsMostOfWhatTheHeapLeaves(long total, long heap, long engine) {
        assertThat(MachineMemory.forEngine(total * MEBIBYTE, heap * MEBIBYTE))
                .isEqualTo(new DataSize(engine * MEBIBYTE));
    }
}
