-- Another desk reads from where it left off: by the place of an event among its kind.

CREATE INDEX fact_for_other_desk ON fact (id) WHERE kind = 'DeskEventNoted';
