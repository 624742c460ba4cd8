-- The desk shows what became of the lines of a conversation. On our own channel writing a line is sending it.

CREATE INDEX outgoing_line ON outgoing (channel, conversation, sequence) WHERE channel <> 'directline';
