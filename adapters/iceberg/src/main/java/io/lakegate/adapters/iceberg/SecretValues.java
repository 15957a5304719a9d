package io.lakegate.adapters.iceberg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What of a catalog's configuration must not be shown, also where a service repeats what it was sent. */
record SecretValues(List<String> values) {
    private static final List<String> WORDS =
            List.of("password", "secret", "token", "credential", "key", "authorization", "header.");
    private static final Pattern IN_ADDRESS =
            Pattern.compile("(?i)(?:password|secret|token|key)=([^&;]+)|//[^/@:]*:([^/@]+)@");
    private static final int SHORTEST = 3;

    SecretValues {
        values = List.copyOf(values);
    }

    static SecretValues of(Map<String, String> properties) {
        List<String> secrets = new ArrayList<>();
        properties.forEach((key, value) -> {
            String lower = key.toLowerCase(Locale.ROOT);
            if (WORDS.stream().anyMatch(lower::contains)) {
                secrets.add(value);
                // "Bearer TOKEN" and "ID:SECRET": the second part alone is the secret too.
                Stream.of(value.split("[ :]+")).skip(1).forEach(secrets::add);
            }
            Matcher address = IN_ADDRESS.matcher(value);
            while (address.find()) {
                secrets.add(address.group(1) == null ? address.group(2) : address.group(1));
            }
        });
        secrets.removeIf(secret -> secret.length() < SHORTEST);
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        return new SecretValues(secrets);
    }

    /** The text with stars in their place. */
    String hiddenIn(String text) {
        String shown = text;
        for (String secret : values) {
            shown = shown.replace(secret, "***");
        }
        return shown;
    }

    @Override
    public String toString() {
        return "***";
    }
}
