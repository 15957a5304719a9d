package io.lakegate.adapters.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.GatewayException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One place in a store has one spelling, however its address was written. */
class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "s3a://bucket/a b%20c, s3://bucket/a b%20c",
        "abfs://c@acc.dfs.core.windows.net/t/x, abfss://c@acc.dfs.core.windows.net/t/x",
        "ABFSS://c@Acc.blob.core.windows.net/T, abfss://c@acc.dfs.core.windows.net/T",
        "abfss://c@acc/t, abfss://c@acc.dfs.core.windows.net/t",
        "az://acc/c/t/x, abfss://c@acc.dfs.core.windows.net/t/x",
        "azure://acc.blob.core.chinacloudapi.cn/c, abfss://c@acc.dfs.core.chinacloudapi.cn/",
        "hdfs://node:8020/t, hdfs://node:8020/t",
        "wasb://c@acc.blob.core.windows.net/t, wasb://c@acc.blob.core.windows.net/t",
        "/data/az, /data/az",
    })
    void oneSpelling(String written, String canonical) {
        assertThat(Storage.canonicalAddress(written)).isEqualTo(canonical);
        assertThat(Storage.isAddress(written)).isEqualTo(!written.startsWith("/") && !written.startsWith("wasb"));
    }

    @ParameterizedTest
    @CsvSource({
        "abfss://container/t, 'it names no account: write abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PATH'",
        "abfss://container@/t, 'it names no account'",
        "az://account, 'it names no container: write az://ACCOUNT/CONTAINER/PATH'",
        "az://account/, 'it names no container'",
        "az://container@account/t, 'it names no container'",
        "hdfs:///t, 'it names no bucket'",
        "hdfs://user@node/t, 'a namespace belongs to addresses that begin with oci: or abfss:'",
        "oci://bucket/t, 'it names no namespace'",
    })
    void whatIsMissingIsSaid(String written, String why) {
        assertThatThrownBy(() -> Storage.canonicalAddress(written))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("The address '%s' cannot be used: %s".formatted(written, why));
    }

    @Test
    void aStoreWhoseJarsAreNotThereNamesThem() {
        assertThatThrownBy(() -> StoreModules.of("hdfs", "hdfs://node:8020"))
                .hasMessageContaining("The address hdfs://node:8020 needs jars that are not there:"
                        + " those of the module adapters/storage-hdfs.");
    }

    @Test
    void secretsDoNotShow() {
        OtherLogin login = new OtherLogin(
                Optional.of("key-5926"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(login.toString()).doesNotContain("5926");
        assertThat(login.azureWays()).isOne();
        assertThat(OtherLogin.NONE.azureWays()).isZero();
    }
}
