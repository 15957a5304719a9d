package io.lakegate.adapters.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;

/** Sources of one service, and how their failures are told. */
final class ServiceFailures {
    private ServiceFailures() {}

    static IcebergSource service(String kind, Map<String, String> properties) {
        return new IcebergSource(
                Optional.of(new IcebergSource.Service(kind, properties)), Optional.empty(), List.of(), Moved.NOT);
    }

    /** Opens a catalog, which must work whatever is wrong, and asks it for its schemas, which must not. */
    static AbstractThrowableAssert<?, ? extends Throwable> assertFailure(IcebergSource source, ErrorCode code) {
        try (IcebergCatalog lake = new IcebergCatalog("lake", source)) {
            return assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                    .hasMessageContaining("Catalog lake");
        }
    }
}
