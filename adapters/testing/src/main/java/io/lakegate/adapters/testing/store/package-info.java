/** An object store for tests, with bad days: a real server of S3's protocol in this process, and a proxy in front of it that counts and fails. */
@NullMarked
package io.lakegate.adapters.testing.store;

import org.jspecify.annotations.NullMarked;
