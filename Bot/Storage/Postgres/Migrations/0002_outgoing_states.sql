-- Messages to channels that are not ours go through states of their own. Hosts of the version before write 'sent' rows and name none of the new columns.

ALTER TABLE outgoing DROP CONSTRAINT outgoing_state_check;
ALTER TABLE outgoing ADD CONSTRAINT outgoing_state_check CHECK (state IN ('pending', 'held', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'withheld'));
ALTER TABLE outgoing
    -- By the application's clock: when it may be sent, and from when on it has lost its occasion.
    ADD COLUMN not_before bigint NOT NULL DEFAULT 0,
    ADD COLUMN not_after bigint,
    -- Whether we write of our own accord.
    ADD COLUMN unasked boolean NOT NULL DEFAULT false,
    ADD COLUMN reply_to text,
    ADD COLUMN owner integer,
    ADD COLUMN fence bigint NOT NULL DEFAULT 0,
    -- By the database's clock.
    ADD COLUMN leased_until timestamptz,
    ADD COLUMN sending_at timestamptz,
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN provider_id text,
    ADD COLUMN reason text,
    -- What the provider reported after it took the message, and how late a stage that is.
    ADD COLUMN delivery text,
    ADD COLUMN delivery_stage integer NOT NULL DEFAULT 0;
DROP INDEX outgoing_pending;
CREATE INDEX outgoing_due ON outgoing (channel, not_before, sequence) WHERE state IN ('pending', 'held');
CREATE INDEX outgoing_under_way ON outgoing (channel, conversation, sequence) WHERE state IN ('pending', 'claimed', 'sending');
CREATE INDEX outgoing_claimed ON outgoing (state, owner) WHERE state IN ('claimed', 'sending');
CREATE INDEX outgoing_unknown ON outgoing (dedupe_key) WHERE state = 'unknown';
CREATE INDEX outgoing_provider ON outgoing (channel, provider_id) WHERE provider_id IS NOT NULL;

-- What a channel needs to know to speak in a conversation of its own accord.
ALTER TABLE conversation ADD COLUMN reference text;
