/** HDFS, by Hadoop's client, which the server has for other reasons. Comes from adapters.storage, which finds it in an optional folder of jars; goes to name nodes and data nodes. */
@NullMarked
package io.lakegate.adapters.hdfs;

import org.jspecify.annotations.NullMarked;
