package io.lakegate.benchmarks.comparison;

import java.util.List;

/**
 * One thing that was measured on two sides.
 *
 * @param group what it belongs to, such as a format
 * @param name which thing
 * @param unit of both figures
 * @param ours median through the gateway
 * @param other median of what it is compared with
 * @param same whether both gave the same answer
 */
record Measured(String group, String name, String unit, double ours, double other, boolean same) {
    /** How many times as much ours is. */
    double ratio() {
        return ours / other;
    }

    /** The geometric mean of ratios. */
    static double geometricMean(List<Measured> all) {
        return Math.exp(
                all.stream().mapToDouble(one -> Math.log(one.ratio())).average().orElse(Double.NaN));
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
