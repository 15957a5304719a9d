package io.lakegate.server.log;

import java.util.regex.Pattern;

/** Takes credentials out of addresses in texts that are kept or shown: whoever writes a password into a statement has it written into no log. */
public final class HiddenSecrets {
    /**
     * A user and a password before the host; a name without a password, as of a container, is none. Keys may hold slashes. All parts are bounded, so that a
     * long text takes no longer than it is.
     */
    private static final Pattern USER_INFO =
            Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]{0,31}://)[^/\\s'\"@:]{0,256}:[^\\s'\"]{0,1024}@");

    /** What signs an address, or opens what it names, among the words behind its question mark. */
    private static final Pattern SIGNED = Pattern.compile(
            "(?<key>[?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|password|pwd|token"
                    + "|access_token|secret|key|api_key|apikey)=)[^&\\s'\"]*",
            Pattern.CASE_INSENSITIVE);

    private HiddenSecrets() {}

    /** The text with {@code ***} in their place. */
    public static String in(String text) {
        if (text.indexOf("://") < 0) {
            return text; // most have no address in them
        }
        return SIGNED.matcher(USER_INFO.matcher(text).replaceAll("${scheme}***@"))
                .replaceAll("${key}***");
    }
}
