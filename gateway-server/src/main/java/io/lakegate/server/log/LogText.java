package io.lakegate.server.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The word {@code text} of the log's pattern: a message of which nothing begins a line but the line itself, whatever clients have put into it. */
public final class LogText extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return LogTrace.tame(event.getFormattedMessage());
    }
}
