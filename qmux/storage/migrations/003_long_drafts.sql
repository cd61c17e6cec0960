-- What of a long draft is beyond its first chunk, which stands in its conversation's row.

CREATE TABLE draft_chunks (
    conversation_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (conversation_id, place)
);
