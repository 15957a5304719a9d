package io.lakegate.server.auth;

import io.lakegate.server.config.DirectoryConfig.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a directory, as somebody or as nobody. For one thread. */
final class DirectoryLine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryLine.class);

    private final InitialLdapContext context;
    private final Optional<TimedTls> tls;

    private DirectoryLine(InitialLdapContext context, Optional<TimedTls> tls) {
        this.context = context;
        this.tls = tls;
    }

    /** Whom to be. An empty password would be taken for nobody's. */
    record Login(String dn, String password) {
        Login {
            if (password.isEmpty()) {
                throw new IllegalArgumentException("without a password everybody is let in, as nobody");
            }
        }

        @Override
        public String toString() {
            return "Login[" + dn + "]";
        }
    }

    /** What a search has found: where, and the values of one attribute. */
    record Entry(String dn, List<String> values) {}

    /**
     * Connects.
     *
     * @param login empty to be nobody
     * @param sockets for TLS; empty for those of the JVM
     * @throws NamingException by its kind, when there is no connection, or the login is refused
     */
    @SuppressWarnings("JdkObsolete") // a Hashtable is what it takes
    static DirectoryLine connect(Server server, Optional<Login> login, Optional<SSLSocketFactory> sockets)
            throws NamingException {
        Hashtable<String, String> how = new Hashtable<>();
        String millis = String.valueOf(server.timeout().toMillis());
        how.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        how.put(Context.PROVIDER_URL, server.url().toString());
        how.put(Context.REFERRAL, "ignore");
        how.put("com.sun.jndi.ldap.connect.timeout", millis);
        how.put("com.sun.jndi.ldap.read.timeout", millis);
        if (server.startTls()) {
            TimedTls tls = new TimedTls(
                    sockets.orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()), server.timeout());
            return withStartTls(how, login, tls);
        }
        login.ifPresent(somebody -> {
            how.put(Context.SECURITY_AUTHENTICATION, "simple");
            how.put(Context.SECURITY_PRINCIPAL, somebody.dn());
            how.put(Context.SECURITY_CREDENTIALS, somebody.password());
        });
        if ("ldaps".equals(server.url().getScheme()) && sockets.isPresent()) {
            how.put("java.naming.ldap.factory.socket", DirectorySockets.class.getName());
            return DirectorySockets.using(
                    sockets.get(), () -> new DirectoryLine(new InitialLdapContext(how, null), Optional.empty()));
        }
        return new DirectoryLine(new InitialLdapContext(how, null), Optional.empty());
    }

    /** Says nothing of the login before there is TLS. */
    @SuppressWarnings("JdkObsolete") // a Hashtable is what it takes
    private static DirectoryLine withStartTls(Hashtable<String, String> how, Optional<Login> login, TimedTls tls)
            throws NamingException {
        InitialLdapContext context = new InitialLdapContext(how, null);
        DirectoryLine line = new DirectoryLine(context, Optional.of(tls));
        try {
            StartTlsResponse agreed = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
            tls.within(() -> agreed.negotiate(tls));
            if (login.isPresent()) {
                context.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
                context.addToEnvironment(Context.SECURITY_PRINCIPAL, login.get().dn());
                context.addToEnvironment(
                        Context.SECURITY_CREDENTIALS, login.get().password());
                context.reconnect(null);
            }
            return line;
        } catch (IOException e) {
            line.close();
            NamingException failure = new CommunicationException("StartTLS failed: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        } catch (NamingException | RuntimeException | Error e) { // a connection that nobody has cannot be closed later
            line.close();
            throw e;
        }
    }

    /**
     * Searches below a base, or looks at one entry.
     *
     * @param filter with {@code {0}} and so on, for values that are escaped as they have to be
     */
    @SuppressWarnings("BanJNDI") // objects are not asked for, and one attribute is, of which nothing but text is taken
    List<Entry> search(String base, boolean below, String filter, String attribute, String... values)
            throws NamingException {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(below ? SearchControls.SUBTREE_SCOPE : SearchControls.OBJECT_SCOPE);
        controls.setReturningAttributes(new String[] {attribute});
        controls.setReturningObjFlag(false); // nothing of a directory's becomes an object
        List<Entry> found = new ArrayList<>();
        NamingEnumeration<SearchResult> results = context.search(new LdapName(base), filter, values, controls);
        try {
            while (results.hasMore()) {
                SearchResult result = results.next();
                found.add(new Entry(
                        result.getNameInNamespace(),
                        texts(result.getAttributes().get(attribute))));
            }
        } catch (PartialResultException e) {
            log.debug("the directory tells of others that it has not asked", e);
        } finally {
            results.close();
        }
        return found;
    }

    private static List<String> texts(@Nullable Attribute attribute) throws NamingException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; attribute != null && i < attribute.size(); i++) {
            if (attribute.get(i) instanceof String text) {
                texts.add(text);
            }
        }
        return texts;
    }

    @Override
    public void close() {
        try {
            if (tls.isPresent()) {
                tls.get().within(context::close);
            } else {
                context.close();
            }
        } catch (IOException | NamingException | RuntimeException e) {
            log.debug("a connection to the directory did not close well", e);
        } finally {
            tls.ifPresent(TimedTls::end);
        }
    }
}
