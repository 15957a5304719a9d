package io.lakegate.server;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.server.access.AccessControl;
import io.lakegate.server.audit.AuditLog;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.auth.CertificateRules;
import io.lakegate.server.auth.LoginListener;
import io.lakegate.server.auth.PasswordFile;
import io.lakegate.server.auth.TokenRules;
import io.lakegate.server.check.LiveCheck;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.ServerConfig;
import io.lakegate.server.endpoint.HttpEndpoint;
import io.lakegate.server.endpoint.Requests;
import io.lakegate.server.endpoint.Watch;
import io.lakegate.server.metrics.GatewayMetrics;
import io.lakegate.server.metrics.TraceExport;
import io.lakegate.server.query.QueryListener;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.query.SlowQueryLog;
import io.lakegate.server.session.Sessions;
import io.lakegate.server.tls.ClientAuthorities;
import io.lakegate.server.tls.ServerKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands at the door of a gateway and watches it: who may come in, what is written down, what is counted. */
final class Guards implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Guards.class);

    private final GatewayConfig config;
    private final Optional<AuditLog> audit;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AccessControl access;
    private final Optional<ServerKeys> keys;
    private final Optional<ClientAuthorities> authorities;
    private final Optional<TraceExport> traces;
    private final Requests requests;

    /** Fails with {@link ErrorCode#CONFIGURATION} when the audit log has to be written and cannot be, or the access rules cannot be used. */
    Guards(GatewayConfig config) {
        this.config = config;
        this.access = config.security()
                .access()
                .map(file -> AccessControl.of(file, Stores::place))
                .orElse(AccessControl.OFF);
        this.keys = config.server().tls().map(Guards::keys);
        this.authorities = config.security()
                .authentication()
                .certificates()
                .map(wanted -> ClientAuthorities.of(
                        wanted.authorities(), wanted.password().map(Secret::value)));
        this.audit = config.security()
                .audit()
                .map(wanted -> wanted.file()
                        .map(file -> AuditLog.in(
                                file, wanted.stops(), wanted.fileSize().bytes(), wanted.filesKept()))
                        .orElseGet(() -> AuditLog.onStandardOutput(wanted.stops())));
        this.traces = config.security()
                .operations()
                .traces()
                .map(wanted -> new TraceExport(new TraceExport.Target(
                        wanted.endpoint(),
                        wanted.authorization().map(Secret::value),
                        wanted.percent() / 100.0,
                        wanted.sql())));
        this.requests = new Requests(
                config.server().requests().memory().bytes(),
                config.server().requests().mostConnections());
        traces.ifPresent(export -> metrics.gauge(
                "traces.dropped",
                "Statements whose traces the collector did not take, since the start.",
                export::dropped));
    }

    private static ServerKeys keys(ServerConfig.Tls tls) {
        String password = tls.password().value();
        return tls.pem()
                .map(pem -> ServerKeys.ofPem(pem.certificate(), pem.key(), password))
                .orElseGet(() -> ServerKeys.ofStore(tls.keyStore().orElseThrow(), password));
    }

    /** What requests may take. */
    Requests requests() {
        return requests;
    }

    /** With what TLS is spoken; empty where it is not. */
    Optional<HttpEndpoint.Tls> tls() {
        return keys.map(own -> new HttpEndpoint.Tls(own, authorities));
    }

    /** Who may see what. */
    AccessControl access() {
        return access;
    }

    /** Those who hear of statements. */
    QueryListener listener() {
        List<QueryListener> all = new ArrayList<>();
        audit.ifPresent(all::add);
        all.add(metrics);
        Duration slow = config.security().operations().slowQueryTime();
        if (!slow.isZero()) {
            all.add(new SlowQueryLog(slow));
        }
        traces.ifPresent(all::add);
        return QueryListener.all(all);
    }

    /** What those are told who watch: also what the parts of the gateway know. */
    Watch watch(QueryService queries, Sessions sessions, QueryEngine engine, LiveCheck checks) {
        metrics.gauge("statements.running", "Statements that have not made their last row.", queries::runningCount);
        metrics.gauge("connections", "Connections that are open.", sessions::count);
        metrics.gauge("network.connections", "Network connections that are open.", requests::connections);
        metrics.gauge(
                "request.memory.bytes",
                "Memory that the bodies of requests hold, from when they come in until they are answered.",
                requests::memoryTaken);
        String refused = "Requests that were refused because others took all there is.";
        metrics.count("requests.refused", refused, "reason", "memory", requests::refusedForMemory);
        metrics.count("requests.refused", refused, "reason", "connections", requests::refusedForConnections);
        metrics.gauge(
                "engine.memory.bytes",
                "Memory that the engine holds.",
                () -> engine.use().memoryBytes());
        metrics.gauge(
                "engine.temporary.bytes",
                "Disk that the engine holds, for what did not fit into memory.",
                () -> engine.use().temporaryBytes());
        metrics.gauge("result.cache.bytes", "Memory that kept answers of statements take.", queries::resultCacheBytes);
        metrics.gauge(
                "audit.failing",
                "1 while the audit log cannot be written.",
                () -> audit.flatMap(AuditLog::trouble).isPresent() ? 1 : 0);
        metrics.gauge(
                "access.failing",
                "1 while the file of access rules cannot be used, and the rules are those of before.",
                () -> access.trouble().isPresent() ? 1 : 0);
        metrics.gauge(
                "tls.failing",
                "1 while a file of keys or certificates cannot be used, and what was read before stays.",
                () -> tlsFails() ? 1 : 0);
        return new Watch(
                metrics::text,
                () -> audit.flatMap(AuditLog::trouble),
                this::remark,
                audit.filter(AuditLog::stops).isPresent(),
                queries::isDraining,
                config.security().operations().port().isEmpty(),
                checks);
    }

    /** What is out of order and stops nothing. */
    private Optional<String> remark() {
        List<String> all = new ArrayList<>();
        access.trouble()
                .ifPresent(what -> all.add(
                        "access rules: the file cannot be used and the rules stay as they were; the log says why"));
        if (tlsFails()) {
            all.add(
                    "tls: a file of keys or certificates cannot be used and what was read before stays; the log says why");
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", all));
    }

    private boolean tlsFails() {
        return keys.flatMap(ServerKeys::trouble).isPresent()
                || authorities.flatMap(ClientAuthorities::trouble).isPresent();
    }

    @Override
    public void close() throws IOException {
        metrics.close();
        traces.ifPresent(TraceExport::close);
        if (audit.isPresent()) {
            audit.get().close();
        }
    }

    /**
     * What finds out who connects.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the file of users or of keys cannot be used
     */
    Authenticator authenticator() {
        List<LoginListener> all = new ArrayList<>();
        audit.ifPresent(all::add);
        all.add(metrics);
        LoginListener listener = LoginListener.all(all);
        AuthenticationConfig wanted = config.security().authentication();
        if (!wanted.isOn()) {
            return Authenticator.off(listener);
        }
        if (config.server().tls().isEmpty() && !isLoopback(config.server().host())) {
            log.warn(
                    "Without server.tls passwords and tokens travel in clear text to {}.",
                    config.server().host());
        }
        return Authenticator.of(
                wanted.passwordFile().map(PasswordFile::open),
                wanted.directory(),
                wanted.jwt()
                        .map(jwt -> new TokenRules(
                                jwt.issuer(),
                                jwt.audience(),
                                jwt.keys(),
                                jwt.clockSkew(),
                                jwt.userClaim(),
                                jwt.groupsClaim())),
                wanted.certificates()
                        .map(believed -> new CertificateRules(
                                authorities.orElseThrow(),
                                CertificateRules.Names.valueOf(
                                        believed.userFrom().toUpperCase(Locale.ROOT)),
                                believed.userPattern(),
                                believed.groupsFromUnits())),
                new Authenticator.Operators(wanted.operatorUsers(), wanted.operatorGroups()),
                listener);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
