package io.lakegate.adapters.iceberg;

import org.apache.iceberg.metrics.MetricsReport;
import org.apache.iceberg.metrics.MetricsReporter;

/** A reporter that says nothing: the library's own writes each scan with its literals to the log. Public, because it is made by its name. */
public final class SilentReporter implements MetricsReporter {
    @Override
    public void report(MetricsReport report) {}
}
