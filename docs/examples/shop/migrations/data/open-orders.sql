-- Orders that nobody paid yet, with the customer's address.
CREATE VIEW open_orders AS
SELECT orders.id, customers.mail, orders.total
  FROM orders
  JOIN customers ON customers.id = orders.customer_id
 WHERE orders.state = 'unpaid';
