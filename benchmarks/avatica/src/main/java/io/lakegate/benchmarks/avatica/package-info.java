/** Avatica's own server, with a class path of its own since it wants an older Jetty: something to compare the gateway with. */
@org.jspecify.annotations.NullMarked
package io.lakegate.benchmarks.avatica;
