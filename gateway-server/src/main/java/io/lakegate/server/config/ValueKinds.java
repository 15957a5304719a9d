package io.lakegate.server.config;

import io.lakegate.catalog.error.NearestName;
import io.lakegate.catalog.model.Version;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The kinds of values that settings are made of. */
final class ValueKinds {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern NAME = Pattern.compile("(?!\\s)[^\\p{Cntrl}]{1,128}(?<!\\s)");
    private static final Pattern OTHER_STORE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(/.*)?", Pattern.DOTALL);
    private static final Pattern ADDRESSES =
            Pattern.compile("(s3|s3a|s3n|oci|gs|abfss?|az|azure|hdfs)://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The name of a schema or table. */
    static final ValueKind<String> NAME_PART = new ValueKind<>(
            String.class,
            "a name",
            "1 to 128 characters, no blanks at its ends",
            Text::value,
            ValueKinds::checkName,
            name -> name);

    /** A folder that may be missing. */
    static final ValueKind<Path> PATH = new ValueKind<>(
            Path.class,
            "a path of a folder",
            "path or `file:` URI of a folder; a relative path starts from the folder of the file in which it stands",
            ValueKinds::localPath,
            ValueKinds::checkNotFile,
            Path::toString);

    /** A file that may be missing. */
    static final ValueKind<Path> FILE = new ValueKind<>(
            Path.class,
            "a path of a file",
            "path or `file:` URI of a file; a relative path starts from the folder of the file in which it stands",
            ValueKinds::localPath,
            ValueKinds::checkNotFolder,
            Path::toString);

    /** The address of a PostgreSQL database. */
    static final ValueKind<String> POSTGRESQL = new ValueKind<>(
            String.class,
            "the address of a PostgreSQL database",
            "`postgresql://HOST:PORT/DATABASE`, without user and password",
            Text::value,
            ValueKinds::checkPostgreSql,
            address -> address);

    /** A folder that must be there. */
    static final ValueKind<Path> FOLDER = new ValueKind<>(
            Path.class,
            "a folder that can be read",
            "path or `file:` URI of an existing folder; a relative path starts from the folder of the file in which it stands",
            ValueKinds::existingFolder,
            folder -> {},
            Path::toString);

    /** Any text. */
    static final ValueKind<String> TEXT =
            new ValueKind<>(String.class, "a text", "text", Text::value, ValueKinds::checkText, text -> text);

    /** A text that is never shown. */
    static final ValueKind<Secret> SECRET = new ValueKind<>(
            Secret.class,
            "a secret",
            "text, best filled in with `${env:NAME}` or `${file:PATH}`",
            text -> new Secret(text.value()),
            secret -> {},
            Secret::toString);

    /** A file that must be there. */
    static final ValueKind<Path> EXISTING_FILE = new ValueKind<>(
            Path.class,
            "a file that can be read",
            "path or `file:` URI of an existing file; a relative path starts from the folder of the file in which it stands",
            text -> existing(text, true),
            ValueKinds::checkNotFolder,
            Path::toString);

    /** A folder or file that must be there. */
    static final ValueKind<Path> FILE_OR_FOLDER = new ValueKind<>(
            Path.class,
            "a folder or file that can be read",
            "path or `file:` URI of an existing folder or file; a relative path starts from the folder of the file in which it stands",
            text -> existing(text, true),
            path -> {},
            Path::toString);

    /** A folder that must be there, or the address of one in an object store, of which nothing is known yet. */
    static final ValueKind<String> FOLDER_OR_ADDRESS = orAddress("folder", FOLDER);

    /** A folder or file that must be there, or the address of one in an object store. */
    static final ValueKind<String> FILE_FOLDER_OR_ADDRESS = orAddress("folder or file", FILE_OR_FOLDER);

    /** The address of a folder in an object store. */
    static final ValueKind<String> ADDRESS = new ValueKind<>(
            String.class,
            "an address in an object store",
            "an address such as `s3://bucket/folder` or `oci://bucket@namespace/folder`",
            Text::value,
            ValueKinds::checkAddress,
            address -> address);

    /** Where a service listens. */
    static final ValueKind<URI> HTTP_ADDRESS = new ValueKind<>(
            URI.class,
            "the address of a service",
            "`http://HOST:PORT` or `https://HOST`",
            ValueKinds::httpAddress,
            address -> {},
            URI::toString);

    static final ValueKind<Boolean> BOOLEAN = new ValueKind<>(
            Boolean.class, "true or false", "`true` or `false`", ValueKinds::truth, value -> {}, String::valueOf);

    /** A zone by its name, in any case. */
    static final ValueKind<ZoneId> TIME_ZONE = new ValueKind<>(
            ZoneId.class,
            "the name of a time zone",
            "name of a time zone such as `America/Los_Angeles`, or `UTC`",
            ValueKinds::timeZone,
            zone -> {},
            zone -> zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());

    static final ValueKind<Version> VERSION = new ValueKind<>(
            Version.class,
            "a snapshot's number or a time",
            "a number, or a time with its offset such as `2024-01-31T12:00:00Z`",
            ValueKinds::version,
            version -> {},
            version -> version.match(
                    () -> "the newest",
                    numbered -> String.valueOf(numbered.number()),
                    at -> at.time().toString(),
                    named -> named.name()));

    private ValueKinds() {}

    private static ValueKind<String> orAddress(String what, ValueKind<Path> local) {
        return new ValueKind<>(
                String.class,
                local.what(),
                local.help() + "; or the address of a " + what
                        + " in an object store: `s3://bucket/path`, `s3a://…`, `oci://bucket@namespace/path`, `gs://…`,"
                        + " `abfss://container@account.dfs.core.windows.net/path`, `az://account/container/path`, `hdfs://host:port/path`",
                text -> ADDRESSES.matcher(text.value()).matches()
                        ? text.value()
                        : local.reader().read(text).toString(),
                value -> {
                    if (ADDRESSES.matcher(value).matches()) {
                        checkAddress(value);
                    }
                },
                value -> value);
    }

    private static void checkAddress(String address) throws BadValue {
        if (!ADDRESSES.matcher(address).matches()) {
            throw new BadValue("write it as in s3://bucket/folder");
        }
        String scheme = address.substring(0, address.indexOf(':')).toLowerCase(Locale.ROOT);
        boolean atHost = address.matches("(?s)[^/]*//[^/@]+@[^/@]+(/.*)?");
        if (scheme.equals("az") || scheme.equals("azure")) {
            if (!address.matches("(?s)[^/]*//[^/@]+/[^/]+(/.*)?")) {
                throw new BadValue("an address in Azure is written az://account/container/folder");
            }
            return;
        }
        if (scheme.startsWith("abfs")) {
            if (!atHost) {
                throw new BadValue(
                        "an address in Azure is written abfss://container@account.dfs.core.windows.net/folder");
            }
            return;
        }
        if (scheme.equals("oci") != atHost) {
            throw new BadValue("an address in Oracle's cloud, and no other, is written oci://bucket@namespace/folder");
        }
        if (!address.matches("[^/]*//[^/]+(/.*)?")) {
            throw new BadValue("it names no bucket");
        }
    }

    static URI httpAddress(Text text) throws BadValue {
        try {
            URI address = new URI(text.value());
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new BadValue("write it as in https://store.example.com");
        }
        throw new BadValue("write it as in https://store.example.com, without user and password");
    }

    private static Boolean truth(Text text) throws BadValue {
        return switch (text.value()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValue("write true or false");
        };
    }

    private static Version version(Text text) throws BadValue {
        try {
            return text.value().matches("\\d{1,18}")
                    ? new Version.Numbered(Long.parseLong(text.value()))
                    : new Version.AtTime(OffsetDateTime.parse(text.value()).toInstant());
        } catch (DateTimeParseException e) {
            throw new BadValue("write a number, or a time as in 2024-01-31T12:00:00Z");
        }
    }

    private static ZoneId timeZone(Text text) throws BadValue {
        List<String> known = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (String name : known) {
            if (name.equalsIgnoreCase(text.value())) {
                ZoneId zone = ZoneId.of(name);
                return zone.normalized().equals(ZoneOffset.UTC) ? ZoneOffset.UTC : zone;
            }
        }
        throw new BadValue(NearestName.of(text.value(), known)
                .map(nearest -> "the nearest is " + nearest)
                .orElse("write it as in America/Los_Angeles"));
    }

    /** A whole number, both bounds included. */
    static ValueKind<Integer> integer(int least, int most) {
        String range = "a whole number from %d to %d".formatted(least, most);
        return new ValueKind<>(
                Integer.class,
                range,
                range.substring(2),
                text -> {
                    if (!INTEGER.matcher(text.value()).matches()) {
                        throw new BadValue("write it in digits, such as %d".formatted(most));
                    }
                    try {
                        return Integer.valueOf(text.value());
                    } catch (NumberFormatException e) {
                        throw new BadValue("it is far out of range");
                    }
                },
                new Bounds<>(least, most)::check,
                String::valueOf);
    }

    /** An amount of bytes, both bounds included. */
    static ValueKind<DataSize> size(DataSize least, DataSize most) {
        return new ValueKind<>(
                DataSize.class,
                "a size from %s to %s".formatted(least, most),
                "size from %s to %s: a whole number and one of %s".formatted(least, most, Units.BYTES.names()),
                text -> new DataSize(Units.BYTES.read(text.value())),
                new Bounds<>(least, most)::check,
                DataSize::toString);
    }

    /** A length of time, both bounds included. */
    static ValueKind<Duration> duration(Duration least, Duration most) {
        String range = "from %s to %s".formatted(write(least), write(most));
        return new ValueKind<>(
                Duration.class,
                "a duration " + range,
                "duration %s: a whole number and one of %s".formatted(range, Units.MILLISECONDS.names()),
                text -> Duration.ofMillis(Units.MILLISECONDS.read(text.value())),
                new Bounds<>(least, most)::check,
                ValueKinds::write);
    }

    /** One of a few words. */
    static ValueKind<String> word(String what, List<String> allowed) {
        String choice = String.join(", ", allowed);
        return new ValueKind<>(
                String.class,
                what,
                "one of: " + choice,
                Text::value,
                word -> {
                    if (!allowed.contains(word)) {
                        throw new BadValue("it can be %s".formatted(choice));
                    }
                },
                word -> word);
    }

    private record Bounds<T extends Comparable<T>>(T least, T most) {
        void check(T value) throws BadValue {
            if (value.compareTo(least) < 0) {
                throw new BadValue("it is too small");
            }
            if (value.compareTo(most) > 0) {
                throw new BadValue("it is too large");
            }
        }
    }

    private static String write(Duration duration) {
        return Units.MILLISECONDS.write(duration.toMillis());
    }

    /** Asks no name server: any name but {@code localhost} is refused, wherever it may lead today. */
    private static void checkName(String name) throws BadValue {
        if (!NAME.matcher(name).matches()) {
            throw new BadValue("it needs 1 to 128 characters, with no blanks at its ends and no control characters");
        }
    }

    private static void checkNotFile(Path path) throws BadValue {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new BadValue("there is a file of this name");
        }
    }

    private static void checkNotFolder(Path path) throws BadValue {
        if (Files.isDirectory(path)) {
            throw new BadValue("there is a folder of this name");
        }
    }

    private static void checkPostgreSql(String address) throws BadValue {
        if (address.matches("[^?]*@.*")) {
            throw new BadValue("user and password have keys of their own");
        }
        if (!address.matches("postgresql://[^/?]+/[^/?]+(\\?.*)?")) {
            throw new BadValue("write it as postgresql://HOST:PORT/DATABASE");
        }
    }

    private static void checkText(String text) throws BadValue {
        if (text.isBlank()) {
            throw new BadValue("it is empty");
        }
    }

    private static Path existingFolder(Text text) throws BadValue {
        return existing(text, false);
    }

    static Path existing(Text text, boolean file) throws BadValue {
        Path folder = localPath(text);
        // The path is what helps to find a wrong relative one, but it may hold a part that nobody is to see.
        String it = text.filledIn() ? "it" : folder.toString();
        if (!Files.exists(folder)) {
            throw new BadValue(it + " does not exist, or its parent folder may not be opened");
        }
        if (!file && !Files.isDirectory(folder)) {
            throw new BadValue(it + " is a file");
        }
        if (!Files.isReadable(folder)) {
            throw new BadValue("the gateway has no permission to read " + it);
        }
        return folder;
    }

    private static Path localPath(Text text) throws BadValue {
        String value = text.value();
        if (value.isBlank()) {
            throw new BadValue("it is empty");
        }
        if (value.regionMatches(true, 0, "file:", 0, "file:".length())) {
            try {
                return Path.of(new URI(value)).normalize();
            } catch (URISyntaxException | IllegalArgumentException e) {
                throw new BadValue(
                        "a file: URI is written file:///folder, with %20 for a blank. A plain path does as well");
            }
        }
        if (OTHER_STORE.matcher(value).matches()) {
            throw new BadValue(
                    "there is no kind of store for such an address here. Write a path, a file: URI, or an address that begins with s3://, s3a://, oci://, gs://, abfss://, az:// or hdfs://");
        }
        try {
            return text.folder().resolve(value).normalize();
        } catch (IllegalArgumentException e) {
            throw new BadValue("no path can be made of it");
        }
    }
}
