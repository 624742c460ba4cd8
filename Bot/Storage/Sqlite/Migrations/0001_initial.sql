-- Moments are milliseconds since 1970-01-01 UTC.

CREATE TABLE customer (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    next_contact_at INTEGER,
    resting_reason TEXT,
    -- Nobody is dropped: one planned contact or one reason for none, never both, never neither.
    CHECK ((next_contact_at IS NULL) <> (resting_reason IS NULL))
) WITHOUT ROWID;

-- Strangers who turned out to be a known customer: a turn that was under way for the stranger goes on for the customer.
CREATE TABLE absorbed (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL
) WITHOUT ROWID;

-- Whom a channel's user id belongs to.
CREATE TABLE address (
    channel TEXT NOT NULL,
    user TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (channel, user)
) WITHOUT ROWID;

CREATE TABLE conversation (
    channel TEXT NOT NULL,
    id TEXT NOT NULL,
    user TEXT,
    customer_id TEXT NOT NULL,
    last_sequence INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (channel, id)
) WITHOUT ROWID;
CREATE INDEX conversation_of_customer ON conversation (customer_id, last_at);
CREATE UNIQUE INDEX conversation_of_user ON conversation (channel, user) WHERE user IS NOT NULL;

-- What has been handled: a repeat finds its id here and stops.
CREATE TABLE inbound (
    channel TEXT NOT NULL,
    activity_id TEXT NOT NULL,
    result TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (channel, activity_id)
) WITHOUT ROWID;

CREATE TABLE message (
    channel TEXT NOT NULL,
    conversation TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    speaker TEXT NOT NULL,
    name TEXT,
    text TEXT NOT NULL,
    buttons TEXT,
    client_id TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (channel, conversation, sequence)
) WITHOUT ROWID;
CREATE INDEX message_of_customer ON message (customer_id, at, sequence);

-- Every message that we send, once: the key is the inbound it answers and its place among the replies.
CREATE TABLE outgoing (
    dedupe_key TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    conversation TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent')),
    created_at INTEGER NOT NULL,
    sent_at INTEGER
) WITHOUT ROWID;
CREATE INDEX outgoing_pending ON outgoing (channel, conversation, sequence) WHERE state = 'pending';

CREATE TABLE work (
    -- The number is the work's identity as an inbound, so it must never be given out twice.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    document TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Set when it failed so often that a human must look; the row stays as evidence.
    parked_because TEXT
);
CREATE INDEX work_due ON work (due_at, id) WHERE parked_because IS NULL;
CREATE INDEX work_of_customer ON work (customer_id);

CREATE TABLE fact (
    id INTEGER PRIMARY KEY,
    customer_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX fact_of_customer ON fact (customer_id, at);

CREATE TABLE "case" (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT,
    lease INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    first_word_by INTEGER NOT NULL,
    resolved_at INTEGER,
    document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX case_open ON "case" (opened_at) WHERE resolved_at IS NULL;

-- What shops reported, word for word, to tell a repeat from a contradiction.
CREATE TABLE purchase (
    order_id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    product TEXT NOT NULL,
    document TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
