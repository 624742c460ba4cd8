-- What staff keep about the shop's own work: walk sheets, tasks, who answers for a theme.

CREATE TABLE note (
    kind text NOT NULL,
    id text NOT NULL,
    document text NOT NULL,
    changed_at bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (kind, id)
);
