-- Answers leave before what nobody asked for, and the next moment is found without looking at all that waits.
CREATE INDEX outgoing_asked ON outgoing (channel, not_before, sequence) WHERE state IN ('pending', 'held') AND NOT unasked;
CREATE INDEX outgoing_next ON outgoing (not_before) WHERE state IN ('pending', 'held');
