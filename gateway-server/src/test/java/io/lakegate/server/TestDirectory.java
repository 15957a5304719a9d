package io.lakegate.server;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.RDN;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A directory in this process, at two ports of 127.0.0.1: one of them with TLS from the beginning. It answers nobody's searches but those of whom it knows. */
final class TestDirectory implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String PEOPLE = "ou=people," + BASE;
    static final String GROUPS = "ou=groups," + BASE;
    static final String SERVICE = "cn=lakegate," + BASE;
    static final String SERVICE_PASSWORD = "service1";

    private final InMemoryDirectoryServer server;
    private final List<String> binds = new CopyOnWriteArrayList<>();

    TestDirectory(TestAuthority authority) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setAuthenticationRequiredOperationTypes(EnumSet.of(OperationType.SEARCH));
        config.addAdditionalBindCredentials(SERVICE, SERVICE_PASSWORD);
        SSLContext tls = tls(authority.server());
        InetAddress host = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("plain", host, freePort(), tls.getSocketFactory()),
                InMemoryListenerConfig.createLDAPSConfig("tls", host, freePort(), tls.getServerSocketFactory(), null));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                String password = request.getRequest().getPassword().stringValue();
                binds.add(request.getRequest().getBindDN() + (password.isEmpty() ? " without a password" : ""));
            }
        });
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: domain", "dc: example");
        server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
        server.add("dn: " + GROUPS, "objectClass: organizationalUnit", "ou: groups");
        start();
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    static SSLContext tls(TestAuthority.Issued issued) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(issued.store("secret1"), "secret1".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** A user whose password is the name twice. */
    String user(String name) throws LDAPException {
        return user(name, PEOPLE);
    }

    String user(String name, String below) throws LDAPException {
        String dn = new RDN("uid", name) + "," + below;
        server.add(
                dn,
                new Attribute("objectClass", "account"),
                new Attribute("uid", name),
                new Attribute("userPassword", name + name));
        return dn;
    }

    void group(String name, String... members) throws LDAPException {
        server.add(
                new RDN("cn", name) + "," + GROUPS,
                new Attribute("objectClass", "groupOfNames"),
                new Attribute("cn", name),
                new Attribute("member", members));
    }

    void unit(String name) throws LDAPException {
        server.add(
                "ou=" + name + "," + PEOPLE,
                new Attribute("objectClass", "organizationalUnit"),
                new Attribute("ou", name));
    }

    void password(String dn, String password) throws LDAPException {
        server.modify(dn, new Modification(ModificationType.REPLACE, "userPassword", password));
    }

    /** Who has bound, since it was last asked. */
    List<String> binds() {
        List<String> since = List.copyOf(binds);
        binds.clear();
        return since;
    }

    void start() throws LDAPException {
        server.startListening();
    }

    void stop() {
        server.shutDown(true);
    }

    int port() {
        return server.getListenPort("plain");
    }

    int tlsPort() {
        return server.getListenPort("tls");
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
