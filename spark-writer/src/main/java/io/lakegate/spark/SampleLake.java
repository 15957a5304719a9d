package io.lakegate.spark;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * The tables of the sample lake and their history: a tea shop from January to June 2026. Every commit that a reader of the
 * lake can see is one call here, in order.
 *
 * <p>The tables keep to what the oldest Delta readers understand (reader version 1), but for {@code events}, whose local times
 * need the feature {@code timestampNtz}.
 */
final class SampleLake {
    private static final long SEED = 20260101;

    private final SparkSession spark;

    /** @param spark a session whose catalog {@code lake} is an empty folder */
    SampleLake(SparkSession spark) {
        this.spark = spark;
    }

    void write() {
        writeCustomers();
        writeProducts();
        writeSales();
        writeEvents();
    }

    private void writeCustomers() {
        spark.sql("""
                CREATE TABLE lake.shop.customers (
                    customer_id BIGINT NOT NULL,
                    name STRING NOT NULL,
                    email STRING COMMENT 'NULL: orders by telephone',
                    country STRING NOT NULL COMMENT 'ISO 3166-1, two letters',
                    city STRING,
                    time_zone STRING NOT NULL COMMENT 'IANA name',
                    born DATE,
                    newsletter BOOLEAN NOT NULL,
                    credit_limit DECIMAL(10, 2) COMMENT 'NULL: pays in advance',
                    registered_at TIMESTAMP NOT NULL)
                USING delta
                COMMENT 'Who buys'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')
                """);
        Dataset<Row> customers = new CsvResource("customers.csv").read(spark, """
                        customer_id BIGINT, name STRING, email STRING, country STRING, city STRING, time_zone STRING,
                        born DATE, newsletter BOOLEAN, credit_limit DECIMAL(10, 2), registered_at TIMESTAMP
                        """);
        append("lake.shop.customers", customers.where("registered_at < '2026-01-01'"));
        append("lake.shop.customers", customers.where("registered_at >= '2026-01-01'"));
        spark.sql("UPDATE lake.shop.customers SET city = 'Wrocław' WHERE customer_id = 1004");
    }

    private void writeProducts() {
        spark.sql("""
                CREATE TABLE lake.shop.products (
                    product_id INT NOT NULL,
                    name STRING NOT NULL,
                    category STRING NOT NULL,
                    price DECIMAL(10, 2) COMMENT 'NULL: on request',
                    tags ARRAY<STRING>,
                    dimensions STRUCT<length_cm: DOUBLE, width_cm: DOUBLE, height_cm: DOUBLE> COMMENT 'of the packet',
                    weight_g INT,
                    sold_since DATE NOT NULL)
                USING delta
                COMMENT 'What is for sale, at the price of today'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')
                """);
        Dataset<Row> products = new CsvResource("products.csv").read(spark, """
                        product_id INT, name STRING, category STRING, price DECIMAL(10, 2), tags STRING,
                        length_cm DOUBLE, width_cm DOUBLE, height_cm DOUBLE, weight_g INT, sold_since DATE
                        """);
        append(
                "lake.shop.products",
                products.selectExpr(
                        "product_id",
                        "name",
                        "category",
                        "price",
                        "split(tags, ';') AS tags",
                        """
                        IF(coalesce(length_cm, width_cm, height_cm) IS NULL, NULL, named_struct(
                            'length_cm', length_cm, 'width_cm', width_cm, 'height_cm', height_cm)) AS dimensions
                        """,
                        "weight_g",
                        "sold_since"));
    }

    private void writeSales() {
        // Commit times inside the log: those of the other tables are the files' times, which a git clone sets anew.
        spark.sql("""
                CREATE TABLE lake.shop.orders (
                    order_id BIGINT NOT NULL,
                    customer_id BIGINT NOT NULL,
                    ordered_at TIMESTAMP NOT NULL,
                    status STRING NOT NULL COMMENT 'NEW, SHIPPED, DELIVERED, RETURNED or CANCELLED',
                    shipped_on DATE,
                    shipping DECIMAL(6, 2) NOT NULL,
                    note STRING COMMENT 'what the customer wrote',
                    order_month DATE NOT NULL COMMENT 'first day of the month of ordered_at')
                USING delta
                PARTITIONED BY (order_month)
                COMMENT 'Who bought when, one partition per month'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'false', 'delta.enableInCommitTimestamps' = 'true')
                """);
        spark.sql("""
                CREATE TABLE lake.shop.order_items (
                    order_id BIGINT NOT NULL,
                    line_no INT NOT NULL,
                    product_id INT NOT NULL,
                    quantity INT NOT NULL,
                    unit_price DECIMAL(10, 2) NOT NULL COMMENT 'as it was when ordered',
                    gift_wrap BOOLEAN NOT NULL)
                USING delta
                COMMENT 'What was bought in each order'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')
                """);

        ShopSales sales = new ShopSales(SEED, customers());
        List<Row> products = products();
        append(sales.finished(20, day(1, 1), day(2, 1), products)
                .plus(sales.finished(18, day(2, 1), day(3, 1), products))
                .plus(sales.unshipped(2, "TEST", day(2, 10), day(2, 11), products))
                .plus(sales.finished(24, day(3, 1), day(4, 1), products)));

        spark.sql("UPDATE lake.shop.products SET price = price * 1.08 WHERE category LIKE '% tea'");
        products = products();
        append(sales.finished(26, day(4, 1), day(5, 1), products));
        append(sales.finished(14, day(5, 1), day(5, 16), products)
                .plus(sales.unshipped(1, "TEST", day(5, 7), day(5, 8), products)));
        append(sales.finished(17, day(5, 16), day(6, 1), products));
        append(sales.unshipped(30, "NEW", day(6, 1), day(6, 30), products));

        spark.sql("""
                UPDATE lake.shop.orders SET status = 'SHIPPED', shipped_on = DATE '2026-06-22'
                WHERE status = 'NEW' AND ordered_at < TIMESTAMP '2026-06-20 00:00:00'
                """);
        spark.sql("""
                MERGE INTO lake.shop.order_items AS i
                USING (SELECT order_id FROM lake.shop.orders WHERE status = 'TEST') AS o ON i.order_id = o.order_id
                WHEN MATCHED THEN DELETE
                """);
        spark.sql("DELETE FROM lake.shop.orders WHERE status = 'TEST'");
        spark.sql("OPTIMIZE lake.shop.orders WHERE order_month = DATE '2026-05-01'");
    }

    private void writeEvents() {
        // A checkpoint every four commits, so that the lake has one.
        spark.sql("""
                CREATE TABLE lake.default.events (
                    event_id STRING NOT NULL,
                    occurred_at TIMESTAMP NOT NULL,
                    visitor_time TIMESTAMP_NTZ COMMENT 'what the clock on the wall of the visitor showed; NULL: a bot',
                    customer_id BIGINT COMMENT 'NULL: not signed in',
                    kind STRING NOT NULL COMMENT 'VIEW, SEARCH or BASKET',
                    attributes MAP<STRING, STRING>,
                    http_status SMALLINT NOT NULL,
                    bot BOOLEAN NOT NULL,
                    load_seconds DOUBLE,
                    scroll_share FLOAT COMMENT '0 to 1',
                    fingerprint BINARY)
                USING delta
                COMMENT 'What visitors of the web site did'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'false', 'delta.checkpointInterval' = '4')
                """);
        ShopVisits visits = new ShopVisits(SEED, customers());
        for (int month = 1; month <= 6; month++) {
            append("lake.default.events", visits.during(YearMonth.of(2026, month), 15 + month));
        }
    }

    private List<Row> customers() {
        return spark.table("lake.shop.customers").orderBy("customer_id").collectAsList();
    }

    private List<Row> products() {
        return spark.table("lake.shop.products").orderBy("product_id").collectAsList();
    }

    private void append(ShopSales.Batch sales) {
        append("lake.shop.orders", sales.orders());
        append("lake.shop.order_items", sales.items());
    }

    private void append(String table, List<Row> rows) {
        append(table, spark.createDataFrame(rows, spark.table(table).schema()));
    }

    /** One commit, with one file per partition. */
    private static void append(String table, Dataset<Row> rows) {
        try {
            rows.coalesce(1).writeTo(table).append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException("the table has just been created: " + table, e);
        }
    }

    private static LocalDate day(int month, int dayOfMonth) {
        return LocalDate.of(2026, month, dayOfMonth);
    }
}
