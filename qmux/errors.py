"""The errors that cross a border inside qmux, told apart by what the catcher does.

    QmuxError
    ├── UserError         tell the user: the message says what happened, to what, and what to do
    │   ├── SettingsError the same, about one key of one settings file
    │   └── ContextOverflowError  the conversation is too long for the model: make it shorter, then try again
    ├── RetryableError    try again, after `retry_after` seconds where the other side named a time
    ├── Cancelled         stop quietly: somebody asked for it
    └── BugError          an invariant of ours is broken; log it with its traceback

Each foreign library's exceptions become one of these at that library's border, `raise ... from exc`.
"""


class QmuxError(Exception):
    """Base of all errors that qmux raises on purpose."""


class UserError(QmuxError):
    """Something that only the user can mend; `str(error)` is a complete sentence for them."""


class SettingsError(UserError):
    """A settings file or a value in it that cannot be used."""


class ContextOverflowError(UserError):
    """The model's context does not hold the conversation; a shorter one may be sent."""


class RetryableError(QmuxError):
    """A failure that may pass by itself.

    Arguments:
        message: what happened, as a sentence for the user.
        retry_after: seconds that the other side asked us to wait, or None.
        rate_limited: the other side said that this key sends too much; every session of the key waits.
    """

    def __init__(self, message: str, retry_after: float | None = None, *, rate_limited: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.rate_limited = rate_limited


class Cancelled(QmuxError):  # noqa: N818 - not an error: somebody asked for it
    """The work was cancelled through its CancelToken."""


class BugError(QmuxError):
    """A broken invariant inside qmux, never the user's fault."""
