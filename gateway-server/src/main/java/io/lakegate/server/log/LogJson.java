package io.lakegate.server.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What makes a line in JSON of each event of the log: {@code time}, {@code level}, {@code query} where one is at work, {@code logger}, {@code thread}, {@code message} and {@code error}. */
public final class LogJson extends EncoderBase<ILoggingEvent> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ThrowableProxyConverter trace = new ThrowableProxyConverter();

    @Override
    public void start() {
        trace.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line = JSON.createObjectNode()
                .put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString())
                .put("level", event.getLevel().toString());
        event.getMDCPropertyMap().forEach(line::put);
        line.put("logger", event.getLoggerName())
                .put("thread", event.getThreadName())
                .put("message", HiddenSecrets.in(event.getFormattedMessage()));
        if (event.getThrowableProxy() != null) {
            line.put("error", HiddenSecrets.in(trace.convert(event)));
        }
        try {
            return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is no JSON", e);
        }
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
