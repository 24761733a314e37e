INSERT INTO customers VALUES (1, 'Ada', 'ada@example.org', 10.5, NULL), (2, 'Bob', 'bob@example.org', 0, x'0102ff'), (3, 'Zoë', NULL, 1, NULL);
