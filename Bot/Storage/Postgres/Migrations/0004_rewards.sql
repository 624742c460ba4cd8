-- Codes of perks, to find whose they are, and how many of each perk were given: its budget is checked in the same transaction.

CREATE TABLE reward (
    code text PRIMARY KEY,
    customer_id text NOT NULL,
    reward text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    redeemed_at bigint,
    redeemed_with text
);

CREATE TABLE reward_budget (
    reward text PRIMARY KEY,
    issued bigint NOT NULL
);
