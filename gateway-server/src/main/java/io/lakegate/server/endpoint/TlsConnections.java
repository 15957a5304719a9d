package io.lakegate.server.endpoint;

import io.lakegate.server.tls.ClientAuthorities;
import io.lakegate.server.tls.ServerKeys;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS with the keys that the files hold when a connection comes in. For any thread. */
final class TlsConnections extends SslConnectionFactory {
    private static final Logger log = LoggerFactory.getLogger(TlsConnections.class);

    private final ServerKeys keys;
    private ServerKeys.Keys used; // guarded by this

    TlsConnections(HttpEndpoint.Tls tls, String next) {
        this(tls, tls.keys().current(), next);
    }

    private TlsConnections(HttpEndpoint.Tls tls, ServerKeys.Keys first, String next) {
        super(context(tls, first), next);
        this.keys = tls.keys();
        this.used = first;
    }

    private static SslContextFactory.Server context(HttpEndpoint.Tls tls, ServerKeys.Keys first) {
        SslContextFactory.Server context = new Context(tls.clients());
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setWantClientAuth(tls.clients().isPresent());
        use(context, first);
        return context;
    }

    private static void use(SslContextFactory context, ServerKeys.Keys keys) {
        context.setKeyStore(keys.store());
        context.setKeyManagerPassword(keys.password());
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        renew();
        return super.newConnection(connector, endPoint);
    }

    private synchronized void renew() {
        ServerKeys.Keys now = keys.current();
        if (now.equals(used)) {
            return;
        }
        ServerKeys.Keys before = used;
        used = now;
        try {
            getSslContextFactory().reload(context -> use(context, now));
        } catch (Exception e) { // Jetty declares no less
            log.error("TLS cannot use the keys that were read anew, and goes on with those of before", e);
            goBack(before);
        }
    }

    private void goBack(ServerKeys.Keys before) {
        try {
            getSslContextFactory().reload(context -> use(context, before));
        } catch (Exception e) { // Jetty declares no less
            log.error("TLS cannot use the keys of before either: a change of the files is the next try", e);
        }
    }

    /**
     * Asks clients for certificates and takes any: TLS has them prove that they hold the key. Whether a certificate counts is decided where all logins are,
     * so that who is refused hears why, and the audit log tells of it.
     */
    private static final class Context extends SslContextFactory.Server {
        private final Optional<ClientAuthorities> clients;

        Context(Optional<ClientAuthorities> clients) {
            this.clients = clients;
        }

        @Override
        protected TrustManager[] getTrustManagers(
                @Nullable KeyStore trustStore, @Nullable Collection<? extends CRL> crls) throws Exception {
            return clients.isEmpty()
                    ? super.getTrustManagers(trustStore, crls)
                    : new TrustManager[] {new Asking(clients.get())};
        }
    }

    private static final class Asking extends X509ExtendedTrustManager {
        private final ClientAuthorities clients;

        Asking(ClientAuthorities clients) {
            this.clients = clients;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return clients.issuers();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw notAClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw notAClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw notAClient();
        }

        private static UnsupportedOperationException notAClient() {
            return new UnsupportedOperationException("the gateway's port connects to no server");
        }
    }
}
