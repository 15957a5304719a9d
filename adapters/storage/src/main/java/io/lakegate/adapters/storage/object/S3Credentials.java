package io.lakegate.adapters.storage.object;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who asks a store. Sealed: keys, or where keys come from. None of it is ever shown. */
public sealed interface S3Credentials {
    /** Requests are not signed: for buckets that everybody may read. */
    S3Credentials ANONYMOUS = new Anonymous();

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(
            Supplier<R> anonymous,
            Function<Keys, R> keys,
            Function<Chain, R> chain,
            Function<Role, R> role,
            Function<Lent, R> lent);

    record Anonymous() implements S3Credentials {
        @Override
        public <R> R match(
                Supplier<R> anonymous,
                Function<Keys, R> keys,
                Function<Chain, R> chain,
                Function<Role, R> role,
                Function<Lent, R> lent) {
            return anonymous.get();
        }
    }

    /**
     * A pair of keys.
     *
     * @param token of a session, where the keys are those of one
     */
    record Keys(String accessKey, String secretKey, Optional<String> token) implements S3Credentials {
        public Keys {
            requireNonNull(accessKey, "accessKey");
            requireNonNull(secretKey, "secretKey");
            requireNonNull(token, "token");
        }

        @Override
        public <R> R match(
                Supplier<R> anonymous,
                Function<Keys, R> keys,
                Function<Chain, R> chain,
                Function<Role, R> role,
                Function<Lent, R> lent) {
            return keys.apply(this);
        }

        @Override
        public String toString() {
            return "Keys[***]";
        }
    }

    /**
     * What the machine has: environment, profile, web identity, or the role of the instance, whichever is found first.
     *
     * @param profile of the shared file of credentials; empty for what the environment says
     */
    record Chain(Optional<String> profile) implements S3Credentials {
        public Chain {
            requireNonNull(profile, "profile");
        }

        @Override
        public <R> R match(
                Supplier<R> anonymous,
                Function<Keys, R> keys,
                Function<Chain, R> chain,
                Function<Role, R> role,
                Function<Lent, R> lent) {
            return chain.apply(this);
        }
    }

    /**
     * A role that is assumed, and assumed again before it ends.
     *
     * @param arn its name
     * @param own by which it is assumed
     */
    record Role(String arn, S3Credentials own) implements S3Credentials {
        public Role {
            requireNonNull(arn, "arn");
            requireNonNull(own, "own");
        }

        @Override
        public <R> R match(
                Supplier<R> anonymous,
                Function<Keys, R> keys,
                Function<Chain, R> chain,
                Function<Role, R> role,
                Function<Lent, R> lent) {
            return role.apply(this);
        }
    }

    /** Keys that somebody lends for a while; asked before each request, so that the lender can renew them. */
    record Lent(Supplier<Keys> current) implements S3Credentials {
        public Lent {
            requireNonNull(current, "current");
        }

        @Override
        public <R> R match(
                Supplier<R> anonymous,
                Function<Keys, R> keys,
                Function<Chain, R> chain,
                Function<Role, R> role,
                Function<Lent, R> lent) {
            return lent.apply(this);
        }
    }
}
