package io.lakegate.server.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.regex.Pattern;

/** The word {@code trace} of the log's pattern: an exception with its stack, of which every line is set in. */
public final class LogTrace extends ThrowableProxyConverter {
    private static final Pattern LINE_END = Pattern.compile("\\R(?!\\z)");
    /** Such as move the cursor of a terminal; tabs are as good as spaces. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}&&[^\\n\\t]]");

    @Override
    protected String throwableProxyToString(IThrowableProxy proxy) {
        return "    " + tame(super.throwableProxyToString(proxy));
    }

    /** Further lines are set in, signs that are not seen are shown as a question mark, and credentials in addresses as stars. */
    static String tame(String text) {
        return UNSEEN.matcher(LINE_END.matcher(HiddenSecrets.in(text)).replaceAll("\n    "))
                .replaceAll("?");
    }
}
