-- Codes of perks, to find whose they are, and how many of each perk were given: its budget is checked in the same transaction.

CREATE TABLE reward (
    code TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    reward TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    redeemed_at INTEGER,
    redeemed_with TEXT
) WITHOUT ROWID;

CREATE TABLE reward_budget (
    reward TEXT PRIMARY KEY,
    issued INTEGER NOT NULL
) WITHOUT ROWID;
