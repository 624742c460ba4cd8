-- What a line of ours has for channels that can show more than its text, or less: its prompt, its short form, its card, what it cites. As JSON; empty for what customers wrote.

ALTER TABLE message ADD COLUMN form text;
