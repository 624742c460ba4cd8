-- Files that customers send, and conversations that they end.

CREATE TABLE file (
    -- Drawn by chance, and nowhere to be looked up: who knows it may read the file.
    id text PRIMARY KEY,
    channel text NOT NULL,
    conversation text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    at bigint NOT NULL,
    content bytea NOT NULL
);

-- What a line has with it: name, type, size and id of each file, as JSON.
ALTER TABLE message ADD COLUMN files text;

-- Who ends a conversation and comes again has another one; the user stands in that one only.
ALTER TABLE conversation ADD COLUMN ended_at bigint;
