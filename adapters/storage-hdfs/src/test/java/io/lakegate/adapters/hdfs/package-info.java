/** File systems of a real HDFS in this process, read through a gateway. */
@NullMarked
package io.lakegate.adapters.hdfs;

import org.jspecify.annotations.NullMarked;
