-- Messages to channels that are not ours go through states of their own. A CHECK cannot be changed, so the table is made anew.

CREATE TABLE outgoing_states (
    dedupe_key TEXT PRIMARY KEY,
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
) WITHOUT ROWID;
INSERT INTO outgoing_states (dedupe_key, channel, conversation, sequence, state, created_at, sent_at)
SELECT dedupe_key, channel, conversation, sequence, state, created_at, sent_at FROM outgoing;
DROP TABLE outgoing;
ALTER TABLE outgoing_states RENAME TO outgoing;
CREATE INDEX outgoing_due ON outgoing (channel, not_before, sequence) WHERE state IN ('pending', 'held');
CREATE INDEX outgoing_under_way ON outgoing (channel, conversation, sequence) WHERE state IN ('pending', 'claimed', 'sending');
CREATE INDEX outgoing_claimed ON outgoing (state, owner) WHERE state IN ('claimed', 'sending');
CREATE INDEX outgoing_unknown ON outgoing (dedupe_key) WHERE state = 'unknown';
CREATE INDEX outgoing_provider ON outgoing (channel, provider_id) WHERE provider_id IS NOT NULL;

-- What a channel needs to know to speak in a conversation of its own accord.
ALTER TABLE conversation ADD COLUMN reference TEXT;
