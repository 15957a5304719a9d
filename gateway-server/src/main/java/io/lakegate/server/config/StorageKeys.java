package io.lakegate.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that say how a store is reached: those of a whole catalog, and those of one place.
 *
 * @param all in the order in which they are written
 */
record StorageKeys(
        Setting<URI> endpoint,
        Setting<String> region,
        Login login,
        Setting<Boolean> pathStyle,
        Setting<URI> proxy,
        Setting<Path> certificates,
        List<Key> all) {
    /** Who asks. */
    record Login(
            Setting<Secret> accessKey,
            Setting<Secret> secretKey,
            Setting<Secret> sessionToken,
            Setting<String> profile,
            Setting<String> role,
            Setting<Boolean> anonymous,
            Other other) {}

    /** Who asks stores that do not speak S3's protocol: Azure's with the first three, HDFS with the others. */
    record Other(
            Setting<Secret> accountKey,
            Setting<Secret> sasToken,
            Setting<Path> tokenFile,
            Setting<String> user,
            Setting<Path> hadoopConf) {
        /** Of which at most one may be there. */
        List<Setting<?>> azure() {
            return List.of(accountKey, sasToken, tokenFile);
        }
    }

    private static final String STORAGE = "storage.";
    private static final String LOCATIONS = "storage.locations[].";

    static final StorageKeys OF_CATALOG = of(STORAGE);
    static final StorageKeys OF_LOCATION = of(LOCATIONS);

    static final Setting<String> PREFIX = Setting.required(
            LOCATIONS + "prefix",
            ValueKinds.ADDRESS,
            "oci://bucket@namespace/path",
            "The beginning of the addresses for which this counts; the longest that fits. Data files may lie there too.");

    static final Key.Repeated PLACES = new Key.Repeated(
            "locations",
            "Stores that are reached in another way than the rest, by the beginning of addresses.",
            new Key.Group("", "One beginning.", withPrefix()));

    static final Key.Group GROUP = new Key.Group(
            "storage",
            "How the object stores are reached in which tables lie: addresses that begin with `s3://`, `s3a://`, `oci://BUCKET@NAMESPACE/` or"
                    + " `gs://`, in every store that speaks S3's protocol. Without keys the environment is asked, then the shared profile,"
                    + " then the role of the machine. Azure's (`abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/`, `abfs://…`,"
                    + " `az://ACCOUNT/CONTAINER/`, `azure://…`) needs one of `account-key`, `sas-token`, `token-file` and `anonymous`. Azure's and"
                    + " HDFS (`hdfs://HOST:PORT/`) need jars that are built apart.",
            catalogKeys());

    private static List<Key> withPrefix() {
        List<Key> keys = new ArrayList<>(List.of(PREFIX));
        keys.addAll(OF_LOCATION.all());
        return keys;
    }

    private static List<Key> catalogKeys() {
        List<Key> keys = new ArrayList<>(OF_CATALOG.all());
        keys.add(PLACES);
        return keys;
    }

    private static StorageKeys of(String path) {
        Setting<URI> endpoint = Setting.optional(
                path + "endpoint",
                ValueKinds.HTTP_ADDRESS,
                "Amazon's own for `s3:`, Google's for `gs:`, Oracle's in `region` for `oci:`, the account's for `abfss:`",
                "http://127.0.0.1:9000",
                "Where the store is. HDFS is where its addresses say.");
        Setting<String> region = Setting.optional(
                path + "region",
                ValueKinds.TEXT,
                "what the environment or the profile say, else `us-east-1`",
                "eu-central-1",
                "The region of the store.");
        Login login = new Login(
                secret(path + "access-key", "STORE_ACCESS_KEY", "The name of the key by which the gateway is known."),
                secret(path + "secret-key", "STORE_SECRET_KEY", "The secret of that key."),
                secret(
                        path + "session-token",
                        "STORE_SESSION_TOKEN",
                        "The token of a session, where the key is that of one."),
                Setting.optional(
                        path + "profile",
                        ValueKinds.TEXT,
                        "the one that the environment names, or `default`",
                        "lake",
                        "The profile in the shared file of credentials."),
                Setting.optional(
                        path + "role",
                        ValueKinds.TEXT,
                        "none is assumed",
                        "arn:aws:iam::123456789012:role/lake",
                        "The role to assume, with the keys above or those found."),
                Setting.withDefault(
                        path + "anonymous",
                        ValueKinds.BOOLEAN,
                        false,
                        "Whether to ask without any credentials: for buckets that everybody may read."),
                other(path));
        Setting<Boolean> pathStyle = Setting.optional(
                path + "path-style",
                ValueKinds.BOOLEAN,
                "`true` with an endpoint",
                "true",
                "Whether the bucket, or Azure's account, stands in the path of requests, not in the name of the host.");
        Setting<URI> proxy = Setting.optional(
                path + "proxy",
                ValueKinds.HTTP_ADDRESS,
                "none",
                "http://proxy.example.com:3128",
                "The HTTP proxy on the way to the store.");
        Setting<Path> certificates = Setting.optional(
                path + "certificates",
                ValueKinds.FILE,
                "those of the Java runtime",
                "/etc/ssl/store.pem",
                "The file of certificates, in the form PEM, by which the store is known.");
        return new StorageKeys(
                endpoint,
                region,
                login,
                pathStyle,
                proxy,
                certificates,
                List.of(
                        endpoint,
                        region,
                        login.accessKey(),
                        login.secretKey(),
                        login.sessionToken(),
                        login.profile(),
                        login.role(),
                        login.anonymous(),
                        login.other().accountKey(),
                        login.other().sasToken(),
                        login.other().tokenFile(),
                        login.other().user(),
                        login.other().hadoopConf(),
                        pathStyle,
                        proxy,
                        certificates));
    }

    private static Other other(String path) {
        return new Other(
                secret(path + "account-key", "AZURE_ACCOUNT_KEY", "The key of an account of Azure's, in Base64."),
                secret(path + "sas-token", "AZURE_SAS_TOKEN", "A shared access signature of Azure's: `sv=…&sig=…`."),
                Setting.optional(
                        path + "token-file",
                        ValueKinds.FILE,
                        "none",
                        "/run/secrets/azure-token",
                        "A file with a bearer token for Azure, read anew before it is used: whoever writes it keeps it fresh. Only over https."),
                Setting.optional(
                        path + "user",
                        ValueKinds.TEXT,
                        "the one that runs the gateway",
                        "lake",
                        "The user as whom HDFS is asked."),
                Setting.optional(
                        path + "hadoop-conf",
                        ValueKinds.FOLDER,
                        "none",
                        "/etc/hadoop/conf",
                        "The folder of Hadoop's `core-site.xml` and `hdfs-site.xml`, which say what addresses of HDFS leave open."));
    }

    private static Setting<Secret> secret(String path, String variable, String doc) {
        return Setting.optional(path, ValueKinds.SECRET, "none", "${env:" + variable + "}", doc);
    }
}
