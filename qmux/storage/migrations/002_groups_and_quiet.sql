-- What a session belongs to, when it is not to be told of, and what a template has the model told.

ALTER TABLE conversations ADD COLUMN group_name TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN snoozed_until REAL NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN instructions TEXT NOT NULL DEFAULT '';
