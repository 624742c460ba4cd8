-- Files that customers send, and conversations that they end.

CREATE TABLE file (
    -- Drawn by chance, and nowhere to be looked up: who knows it may read the file.
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    conversation TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- Last, so that the other columns are read without it.
    content BLOB NOT NULL
);

-- What a line has with it: name, type, size and id of each file, as JSON.
ALTER TABLE message ADD COLUMN files TEXT;

-- Who ends a conversation and comes again has another one; the user stands in that one only.
ALTER TABLE conversation ADD COLUMN ended_at INTEGER;
