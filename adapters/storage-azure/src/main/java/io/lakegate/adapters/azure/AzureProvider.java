package io.lakegate.adapters.azure;

import io.lakegate.adapters.storage.OtherLogin;
import io.lakegate.adapters.storage.StorePlace;
import io.lakegate.adapters.storage.StoreProvider;
import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/** Opens accounts of Azure's Blob Storage, also those with a hierarchical namespace (Data Lake Storage). For any thread. */
public final class AzureProvider implements StoreProvider {
    /** For the service loader. */
    public AzureProvider() {}

    @Override
    public String scheme() {
        return "abfss";
    }

    @Override
    public ObjectStore open(StorePlace place) {
        AzureAccount account = AzureAccount.of(place);
        check(account, place);
        return new AzureStore(account, AzureClients.create(account, place));
    }

    private static void check(AzureAccount account, StorePlace place) {
        OtherLogin login = place.options().other();
        if (login.azureWays() == 0 && !place.isAnonymous()) {
            throw refused(
                    account,
                    "it is not said who asks. Set account-key, sas-token, token-file, or anonymous: true under storage in the catalog's file");
        }
        if (login.accountKey().isPresent() && !isBase64(login.accountKey().get())) {
            throw refused(account, "account-key is not in Base64. Copy it as the portal shows it");
        }
        if (login.tokenFile().isPresent() && !account.endpoint().getScheme().equals("https")) {
            throw refused(account, "a token goes over https only. Correct endpoint, or ask with a key");
        }
    }

    private static boolean isBase64(String key) {
        try {
            return Base64.getDecoder().decode(key).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static GatewayException refused(AzureAccount account, String why) {
        return new GatewayException(
                ErrorCode.CONFIGURATION, "The account %s cannot be read: %s.".formatted(account.name(), why));
    }

    @Override
    public Way way(StorePlace place) {
        URI endpoint = AzureAccount.of(place).endpoint();
        return new Way(
                Optional.of(place.options().proxy().orElse(endpoint)),
                who(place),
                "Correct account-key, sas-token, token-file or anonymous under storage, and the name of the account.",
                "the container, the account or the endpoint");
    }

    private static String who(StorePlace place) {
        OtherLogin login = place.options().other();
        return login.accountKey()
                .map(key -> "asked with the configured account-key")
                .or(() -> login.sasToken().map(token -> "asked with the configured sas-token"))
                .or(() -> login.tokenFile().map(file -> "asked with the token in " + file))
                .orElse("asked without credentials");
    }
}
