-- Moments are milliseconds since 1970-01-01 UTC by the application's clock; only leases are by the database's.
-- A later step only adds: hosts of the version before it go on running until they are replaced, one by one.

CREATE TABLE customer (
    id text PRIMARY KEY,
    version bigint NOT NULL,
    document text NOT NULL,
    next_contact_at bigint,
    resting_reason text,
    -- Nobody is dropped: one planned contact or one reason for none, never both, never neither.
    CHECK ((next_contact_at IS NULL) <> (resting_reason IS NULL))
);

-- Strangers who turned out to be a known customer: a turn that was under way for the stranger goes on for the customer.
CREATE TABLE absorbed (
    id text PRIMARY KEY,
    customer_id text NOT NULL
);

-- Whom a channel's user id belongs to.
CREATE TABLE address (
    channel text NOT NULL,
    user_id text NOT NULL,
    customer_id text NOT NULL,
    PRIMARY KEY (channel, user_id)
);
CREATE INDEX address_of_customer ON address (customer_id);

CREATE TABLE conversation (
    channel text NOT NULL,
    id text NOT NULL,
    user_id text,
    customer_id text NOT NULL,
    last_sequence bigint NOT NULL DEFAULT 0,
    last_at bigint NOT NULL,
    PRIMARY KEY (channel, id)
);
-- Without last_at, which every turn changes: so the change touches no index. A customer has few conversations.
CREATE INDEX conversation_of_customer ON conversation (customer_id);
CREATE UNIQUE INDEX conversation_of_user ON conversation (channel, user_id) WHERE user_id IS NOT NULL;

-- What has been handled: a repeat finds its id here and stops.
CREATE TABLE inbound (
    channel text NOT NULL,
    activity_id text NOT NULL,
    result text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (channel, activity_id)
);

CREATE TABLE message (
    channel text NOT NULL,
    conversation text NOT NULL,
    sequence bigint NOT NULL,
    customer_id text NOT NULL,
    speaker text NOT NULL,
    name text,
    text text NOT NULL,
    buttons text,
    client_id text,
    at bigint NOT NULL,
    PRIMARY KEY (channel, conversation, sequence)
);
CREATE INDEX message_of_customer ON message (customer_id, at, sequence);

-- Every message that we send, once: the key is the inbound it answers and its place among the replies.
CREATE TABLE outgoing (
    dedupe_key text PRIMARY KEY,
    channel text NOT NULL,
    conversation text NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'sent')),
    created_at bigint NOT NULL,
    sent_at bigint
);
CREATE INDEX outgoing_pending ON outgoing (channel, conversation, sequence) WHERE state = 'pending';

CREATE TABLE work (
    -- The number is the work's identity as an inbound, so it must never be given out twice.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id text NOT NULL,
    due_at bigint NOT NULL,
    document text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- Set when it failed so often that a human must look; the row stays as evidence.
    parked_because text,
    -- The host that claimed it last, by its number. The fence grows when that changes.
    owner integer,
    fence bigint NOT NULL DEFAULT 0,
    -- Set while it is claimed. When it is over, another host may ask whether the owner lives.
    leased_until timestamptz
);
CREATE INDEX work_due ON work (due_at, id) WHERE parked_because IS NULL AND leased_until IS NULL;
CREATE INDEX work_leased ON work (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX work_of_customer ON work (customer_id);

-- A host takes a new number whenever it connects, and holds an advisory lock on it for as long as it lives.
CREATE SEQUENCE host_number AS integer;

CREATE TABLE fact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id text NOT NULL,
    kind text NOT NULL,
    at bigint NOT NULL,
    document text NOT NULL
);
CREATE INDEX fact_of_customer ON fact (customer_id, at);

CREATE TABLE "case" (
    id text PRIMARY KEY,
    customer_id text NOT NULL,
    kind text NOT NULL,
    owner text,
    lease integer NOT NULL,
    opened_at bigint NOT NULL,
    first_word_by bigint NOT NULL,
    resolved_at bigint,
    document text NOT NULL
);
CREATE INDEX case_open ON "case" (opened_at) WHERE resolved_at IS NULL;
CREATE INDEX case_of_customer ON "case" (customer_id);

-- What shops reported, word for word, to tell a repeat from a contradiction.
CREATE TABLE purchase (
    order_id text PRIMARY KEY,
    customer_id text NOT NULL,
    product text NOT NULL,
    document text NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX purchase_by_typed_number ON purchase (lower(order_id));

CREATE TABLE setting (
    name text PRIMARY KEY,
    value text NOT NULL
);

-- Undoes the transaction it stands in unless the condition holds, so that a whole turn and its conditions are one round trip.
CREATE FUNCTION insist(holds boolean, otherwise text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION 'The turn is undone.' USING ERRCODE = otherwise;
    END IF;
END
$$;
