"""SearchIndex: an index of what was said, in a file of its own beside the database, which it can be made of again.

A file of its own, since it is no truth: it needs no migration and no backup, it can be thrown away whatever is wrong
with it, no transaction of the database waits for it, and an SQLite without what it needs reads the database all the
same. FTS5's trigrams find any three characters of any script (https://sqlite.org/fts5.html#the_trigram_tokenizer),
without their places, which is a third of the size; so what they find are candidates, whose text, which stands beside
them, is looked at. One or two characters, whole words in Chinese or Japanese, are the beginning of trigrams.

Owns the file, how far each conversation is in it (its mark: the number of the last event that counts), and what is
taken out again. Leaves what a saying is to sayings.py and when to bring it up to date to indexer.py. Any thread,
each with its own connection; several qmux may write at once.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from qmux.errors import BugError, QmuxError, RetryableError, UserError
from qmux.storage.database import UnusableError, border, connect, is_understood, statements, write_ahead
from qmux.storage.sayings import Saying, folded, lengths, sayings

if TYPE_CHECKING:
    from qmux.storage.database import Connection

_VERSION = 1  # of what is below; an index of another one is made anew
_BATCH_CHARACTERS = 100_000  # written in one transaction: some tens of milliseconds
_MOST_WORDS, _MOST_TRIGRAMS = (
    20,
    60,
)  # of a search, and of each word, that are asked for: few candidates are left
_BEHIND_ALL = "\U0010ffff"  # no text has it
_PADDING = "\n\n"  # so that every one or two characters are the beginning of a trigram

_TABLES = f"""
CREATE TABLE marks (conversation_id TEXT PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL);
CREATE TABLE said (
    id INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, turn INTEGER NOT NULL, speaker TEXT NOT NULL,
    first INTEGER NOT NULL, time REAL NOT NULL, text TEXT NOT NULL
);
CREATE INDEX said_in ON said (conversation_id);
CREATE INDEX said_at ON said (time);
CREATE VIRTUAL TABLE trigrams USING fts5(
    text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1'
);
PRAGMA user_version = {_VERSION};
"""
_SAID = "conversation_id, turn, speaker, first, time, text"
_MARK = "SELECT sequence FROM marks WHERE conversation_id = ?"
_PUT = f"INSERT INTO said ({_SAID}) VALUES (?, ?, ?, ?, ?, ?)"
_GET = f"SELECT {_SAID} FROM said WHERE id = ?"
_NEWEST_FIRST = "SELECT id FROM said WHERE id IN ({}) ORDER BY time DESC, conversation_id DESC, first DESC"


class IndexProblemError(QmuxError):
    """The index cannot be used; `passes` says whether that may end by itself."""

    def __init__(self, problem: QmuxError) -> None:
        super().__init__(str(problem))
        self.passes = isinstance(problem, RetryableError)


class SearchIndex:
    """The index in one file, while it is open; made by opened(). Every method raises IndexProblemError."""

    def __init__(self, connection: "Connection", path: str) -> None:
        self._connection = connection
        self._path = path

    def prepare(self) -> None:
        """Make the tables that a new file has not."""
        with self._border():
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                write_ahead(self._connection, self._path)
                self._make()
            elif version != _VERSION:
                raise UnusableError("index of another version", f"{self._path} is of version {version}.")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(
                "CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, trigrams, instance)"
            )

    def _make(self) -> None:
        with self._transaction():
            if not self._connection.execute("PRAGMA user_version").fetchone()[0]:  # nobody was faster
                for statement in statements(_TABLES):
                    self._connection.execute(statement)

    def stand_still(self) -> None:
        """Have all that is read from now on be of one moment."""
        with self._border():
            self._connection.execute("BEGIN")

    def marks(self) -> dict[str, int]:
        """Return how far each conversation is in the index."""
        with self._border():
            return dict(self._connection.execute("SELECT conversation_id, sequence FROM marks"))

    def candidates(self, words: Sequence[str]) -> Iterator[Saying]:
        """Yield the sayings that may have all of `words` (folded), the newest first, and all of those that have."""
        asked = [_asked(word) for word in words[:_MOST_WORDS]]
        found = " INTERSECT ".join(query for query, _ in asked)
        values = [value for _, given in asked for value in given]
        with self._border():
            ids = self._connection.execute(f"{_NEWEST_FIRST.format(found)}", values).fetchall()
        for row in ids:
            with self._border():
                saying = Saying(*self._connection.execute(_GET, row).fetchone())
            yield saying

    def forget(self, conversation: str) -> None:
        """Take a conversation out."""
        with self._border(), self._transaction():
            self._connection.execute("DELETE FROM marks WHERE conversation_id = ?", (conversation,))
            rows = self._connection.execute(
                "SELECT id, text FROM said WHERE conversation_id = ?", (conversation,)
            )
            for id, text in rows.fetchall():
                self._connection.execute(
                    "INSERT INTO trigrams (trigrams, rowid, text) VALUES ('delete', ?, ?)",
                    (id, _for_trigrams(text)),
                )
            self._connection.execute("DELETE FROM said WHERE conversation_id = ?", (conversation,))

    def keep(self, conversation: str, said: Sequence[Saying], mark: int, next_mark: int) -> bool:
        """Take in what was said in a conversation between two marks; false if another qmux has done it meanwhile."""
        with self._border(), self._transaction():
            found = self._connection.execute(_MARK, (conversation,)).fetchone()
            if (found[0] if found else 0) != mark:
                return False
            for saying in said:
                id = self._connection.execute(_PUT, saying[:-1]).lastrowid
                text = _for_trigrams(saying.text)
                self._connection.execute("INSERT INTO trigrams (rowid, text) VALUES (?, ?)", (id, text))
            self._connection.execute("REPLACE INTO marks VALUES (?, ?)", (conversation, next_mark))
        return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _border(self) -> Iterator[None]:
        try:
            with border(self._path):
                yield
        except (RetryableError, UserError, BugError) as exc:
            raise IndexProblemError(exc) from exc


@contextmanager
def opened(path: str) -> Iterator[SearchIndex]:
    """Open the index at `path`, or make one, for a `with` block; raises IndexProblemError."""
    try:
        connection = connect(path)
    except (RetryableError, UserError) as exc:
        raise IndexProblemError(exc) from exc
    try:
        index = SearchIndex(connection, path)
        index.prepare()
        yield index
    finally:
        connection.close()


def supported() -> bool:
    """Return whether this SQLite has trigrams: FTS5 may be left out, and they came with 3.34."""
    return is_understood(_TABLES)


def throw_away(path: str) -> None:
    """Remove the index at `path`; the next one who opens it makes it anew."""
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            os.unlink(path + ending)


def catch_up(index: SearchIndex, events: "Connection", is_over: Callable[[], bool]) -> None:
    """Take in what the database `events` has and the index has not, and out what the database has no longer.

    It is done in small transactions, and ends early once `is_over()`; the next time goes on from there.
    """
    existing, marks = lengths(events), index.marks()
    for conversation in [known for known, mark in marks.items() if existing.get(known, 0) < mark]:
        index.forget(conversation)
        del marks[conversation]
    for conversation, last in existing.items():
        mark = marks.get(conversation, 0)
        if is_over():
            return
        if last > mark:
            _take_in(index, events, conversation, mark, last, is_over)


def _take_in(
    index: SearchIndex,
    events: "Connection",
    conversation: str,
    mark: int,
    last: int,
    is_over: Callable[[], bool],
) -> None:
    """Take in what was said in a conversation between two marks, but for a reply that is still open."""
    batch: list[Saying] = []
    for saying in sayings(events, conversation, mark, last):
        if saying.is_open:
            last = saying.first - 1
            break
        if sum(len(one.text) for one in batch) > _BATCH_CHARACTERS:
            if is_over() or not index.keep(conversation, batch, mark, saying.first - 1):
                return
            batch, mark = [], saying.first - 1
        batch.append(saying)
    if last > mark:
        index.keep(conversation, batch, mark, last)


def _asked(word: str) -> tuple[str, tuple[str, ...]]:
    """Return the query for the ids of what may have `word`, and its values."""
    word = word[: _MOST_TRIGRAMS + 2].replace("\0", " ")
    if len(word) < 3:
        return "SELECT doc FROM temp.places WHERE term >= ? AND term < ?", (word, f"{word}{_BEHIND_ALL}")
    trigrams = dict.fromkeys(word[at : at + 3].replace('"', '""') for at in range(len(word) - 2))
    wanted = " AND ".join(f'"{trigram}"' for trigram in trigrams)
    return "SELECT rowid FROM trigrams WHERE trigrams MATCH ?", (wanted,)


def _for_trigrams(text: str) -> str:
    """Return `text` as it is indexed: SQLite ends a text at a NUL."""
    return folded(text).replace("\0", " ") + _PADDING
