INSERT INTO authors (id, name, born)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
SELECT i, printf('Author %03d', i), CASE WHEN i % 7 = 0 THEN NULL ELSE printf('19%02d-%02d-%02d', i % 90 + 10, i % 12 + 1, i % 28 + 1) END FROM n;

INSERT INTO books (id, title, isbn, genre, pages, price, published, bought_at, summary, cover, barcode, author_id)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT
    i,
    printf('Book %05d', i),
    CASE WHEN i % 3 = 0 THEN NULL ELSE printf('isbn-%05d', i) END,
    CASE i % 3 WHEN 0 THEN 'novel' WHEN 1 THEN 'poetry' ELSE 'science' END,
    i % 900 + 1,
    i / 8.0,
    date('2000-01-01', printf('+%d days', i)),
    strftime('%Y-%m-%dT%H:%M:%SZ', '2020-01-01', printf('+%d hours', i)),
    CASE WHEN i % 5 = 0 THEN NULL ELSE printf('A book about the number %d.' || char(10) || 'It has a second line.', i) END,
    CASE WHEN i = 1 THEN x'00ff10' END,
    9007199254740993 + i,
    i % 300 + 1
FROM n;

UPDATE books SET title = '<script>window.hacked = 1</script>' WHERE id = 2;
UPDATE books SET title = '"><img src=x onerror="window.hacked = 1">', summary = '</textarea><svg onload="window.hacked = 1">' WHERE id = 3;
UPDATE authors SET name = '<a href="javascript:window.hacked = 1">x</a>' WHERE id = 4;

INSERT INTO loans VALUES (1, 'Ann, of "York"', NULL), (1, 'Ben/2', ''), (2, 'Ann, of "York"', 'late');
INSERT INTO log VALUES ('started'), (NULL);
INSERT INTO "<b>odd</b> & ""name/1" VALUES ('<script>window.hacked = 1</script>', 'a'), ('50% & more/less?', 'b');
