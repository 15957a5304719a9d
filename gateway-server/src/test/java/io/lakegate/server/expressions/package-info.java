/** Expressions of random form over random values, computed by the gateway and by Calcite's own runtime. */
package io.lakegate.server.expressions;
