-- Every kind of column and key that the page has a control for, names that are hard to write, and a table of 10,000 rows.

CREATE TABLE books (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL CHECK (length(trim(title)) > 0),
    isbn TEXT UNIQUE,
    genre TEXT NOT NULL DEFAULT 'novel' CHECK (genre IN ('novel', 'poetry', 'science')),
    pages INTEGER CHECK (pages BETWEEN 1 AND 9999),
    price REAL,
    published DATE,
    bought_at TEXT,
    summary TEXT,
    cover BLOB,
    barcode INTEGER,
    author_id INTEGER NOT NULL REFERENCES authors (id));

CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    born TEXT);

CREATE TABLE loans (
    book_id INTEGER NOT NULL REFERENCES books (id),
    reader TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (book_id, reader));

CREATE TABLE log (line TEXT);

CREATE TABLE "<b>odd</b> & ""name/1" ("<i>key</i>" TEXT PRIMARY KEY, "on click=" TEXT);
