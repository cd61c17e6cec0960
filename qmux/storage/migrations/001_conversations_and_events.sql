-- One row for each conversation, and everything that happened in it.

CREATE TABLE conversations (
    id TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL,
    session_name TEXT NOT NULL,
    name_origin TEXT NOT NULL,
    session_type TEXT NOT NULL,
    session_status TEXT NOT NULL,
    reason TEXT NOT NULL,
    waiting_since REAL NOT NULL,
    working_directory TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    last_error TEXT NOT NULL,
    draft TEXT NOT NULL,
    draft_cursor INTEGER NOT NULL,
    queued TEXT NOT NULL,
    scroll INTEGER NOT NULL,
    created REAL NOT NULL,
    last_active REAL NOT NULL,
    owner TEXT NOT NULL
);

CREATE INDEX conversations_by_status ON conversations (session_status, last_active);

CREATE TABLE events (
    conversation_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    time REAL NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
);

CREATE TRIGGER events_are_final BEFORE UPDATE ON events BEGIN
    SELECT RAISE(ABORT, 'an event never changes');
END;
