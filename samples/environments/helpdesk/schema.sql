-- A support desk. All times are text in UTC, as in 2025-09-19T16:30:00Z, so that they sort and compare as they are.

CREATE TABLE customers (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    email       TEXT NOT NULL UNIQUE,
    company     TEXT NOT NULL,
    plan        TEXT NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'team', 'business', 'enterprise')),
    country     TEXT NOT NULL CHECK (length(country) = 2),
    vip         INTEGER NOT NULL DEFAULT 0 CHECK (vip IN (0, 1)),
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

CREATE TABLE agents (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    email       TEXT NOT NULL UNIQUE,
    team        TEXT NOT NULL CHECK (team IN ('billing', 'technical', 'success')),
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
);

CREATE TABLE tickets (
    id           INTEGER PRIMARY KEY,
    title        TEXT NOT NULL CHECK (length(trim(title)) > 0),
    description  TEXT NOT NULL DEFAULT '',
    status       TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'pending', 'on_hold', 'solved', 'closed')),
    priority     TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    category     TEXT NOT NULL CHECK (category IN ('account', 'billing', 'feature', 'outage', 'spam', 'technical')),
    channel      TEXT NOT NULL DEFAULT 'web' CHECK (channel IN ('chat', 'email', 'phone', 'web')),
    customer_id  INTEGER NOT NULL REFERENCES customers (id),
    assignee_id  INTEGER REFERENCES agents (id),
    merged_into  INTEGER REFERENCES tickets (id) CHECK (merged_into IS NULL OR merged_into <> id),
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    due_at       TEXT,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

CREATE INDEX tickets_by_status ON tickets (status, priority);
CREATE INDEX tickets_by_customer ON tickets (customer_id);
CREATE INDEX tickets_by_assignee ON tickets (assignee_id);

-- Written either by an agent or by a customer, never by both.
CREATE TABLE comments (
    id           INTEGER PRIMARY KEY,
    ticket_id    INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    agent_id     INTEGER REFERENCES agents (id),
    customer_id  INTEGER REFERENCES customers (id),
    body         TEXT NOT NULL CHECK (length(trim(body)) > 0),
    is_public    INTEGER NOT NULL DEFAULT 1 CHECK (is_public IN (0, 1)),
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    CHECK ((agent_id IS NULL) <> (customer_id IS NULL))
);

CREATE INDEX comments_by_ticket ON comments (ticket_id);

CREATE TABLE articles (
    id          INTEGER PRIMARY KEY,
    title       TEXT NOT NULL UNIQUE,
    body        TEXT NOT NULL,
    category    TEXT NOT NULL CHECK (category IN ('account', 'billing', 'feature', 'technical')),
    status      TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
    author_id   INTEGER NOT NULL REFERENCES agents (id),
    views       INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
