INSERT INTO customers VALUES (1, 'Ada', 'ada@example.org', 10.5, NULL), (2, 'Bob', 'bob@example.org', 0, x'0102ff'), (3, '<b>Zoë</b>', NULL, 1, NULL);
INSERT INTO orders VALUES (10, 1, 'first'), (11, 2, NULL);
INSERT INTO lines VALUES (10, 1, 'pen'), (10, 2, 'ink'), (11, 1, 'cup');
INSERT INTO "odd ""name" VALUES ('a', 1), ('b', NULL);
