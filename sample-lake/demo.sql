-- What each category has earned since March, without cancelled orders.
SELECT
    p.category,
    COUNT(DISTINCT o.order_id) AS orders,
    COUNT(DISTINCT c.country) AS countries,
    SUM(i.quantity) AS pieces,
    SUM(i.quantity * i.unit_price) AS revenue
FROM lake.shop.orders AS o
JOIN lake.shop.customers AS c ON c.customer_id = o.customer_id
JOIN lake.shop.order_items AS i ON i.order_id = o.order_id
JOIN lake.shop.products AS p ON p.product_id = i.product_id
WHERE o.order_month >= DATE '2026-03-01'
  AND o.status <> 'CANCELLED'
GROUP BY p.category
ORDER BY revenue DESC
