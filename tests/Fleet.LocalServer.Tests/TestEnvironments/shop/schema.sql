CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT UNIQUE,
    credit REAL NOT NULL DEFAULT 0 CHECK (credit >= 0),
    photo BLOB);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    note TEXT);
CREATE TABLE lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    line INTEGER NOT NULL,
    item TEXT,
    PRIMARY KEY (order_id, line));
CREATE TABLE "odd ""name" ("select" TEXT, value);
