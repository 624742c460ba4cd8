-- Every page that a turn touches is written twice, to the log and to the file, so a turn is to touch few: what is appended shares its pages with other turns of the same commit, and an
-- index holds only what is looked up by it.

CREATE TABLE outgoing_appended (
    id INTEGER PRIMARY KEY,
    dedupe_key TEXT NOT NULL,
    channel TEXT NOT NULL,
    conversation TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'held', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'withheld')),
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    -- By the application's clock: when it may be sent, and from when on it has lost its occasion.
    not_before INTEGER NOT NULL DEFAULT 0,
    not_after INTEGER,
    -- Whether we write of our own accord.
    unasked INTEGER NOT NULL DEFAULT 0,
    reply_to TEXT,
    owner INTEGER,
    fence INTEGER NOT NULL DEFAULT 0,
    -- By this machine's clock.
    leased_until INTEGER,
    sending_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    provider_id TEXT,
    reason TEXT,
    -- What the provider reported after it took the message, and how late a stage that is.
    delivery TEXT,
    delivery_stage INTEGER NOT NULL DEFAULT 0
);
INSERT INTO outgoing_appended (dedupe_key, channel, conversation, sequence, state, created_at, sent_at, not_before, not_after, unasked, reply_to, owner, fence, leased_until, sending_at, attempts,
    provider_id, reason, delivery, delivery_stage)
SELECT dedupe_key, channel, conversation, sequence, state, created_at, sent_at, not_before, not_after, unasked, reply_to, owner, fence, leased_until, sending_at, attempts,
    provider_id, reason, delivery, delivery_stage FROM outgoing ORDER BY created_at, sequence;
DROP TABLE outgoing;
ALTER TABLE outgoing_appended RENAME TO outgoing;

-- The key is the inbound's, which is taken once in the same transaction, so it is looked for only while a message is on its way. (Written with OR, it is found by a query for one of them.)
CREATE UNIQUE INDEX outgoing_key ON outgoing (dedupe_key) WHERE state = 'pending' OR state = 'held' OR state = 'claimed' OR state = 'sending';
CREATE INDEX outgoing_due ON outgoing (channel, not_before, sequence) WHERE state IN ('pending', 'held');

-- Answers leave before what nobody asked for, and the next moment is found without looking at all that waits.
CREATE INDEX outgoing_asked ON outgoing (channel, not_before, sequence) WHERE state IN ('pending', 'held') AND unasked = 0;
CREATE INDEX outgoing_next ON outgoing (not_before) WHERE state IN ('pending', 'held');
CREATE INDEX outgoing_under_way ON outgoing (channel, conversation, sequence) WHERE state IN ('pending', 'claimed', 'sending');
CREATE INDEX outgoing_claimed ON outgoing (state, owner) WHERE state IN ('claimed', 'sending');
CREATE INDEX outgoing_unknown ON outgoing (id) WHERE state = 'unknown';
CREATE INDEX outgoing_provider ON outgoing (channel, provider_id) WHERE provider_id IS NOT NULL;

-- A customer has a conversation or three, and their lines are found through them.
DROP INDEX conversation_of_customer;
CREATE INDEX conversation_of_customer ON conversation (customer_id);
DROP INDEX message_of_customer;
