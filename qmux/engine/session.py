"""ManagedSession: all that belongs to one session, in one place.

Owns nothing but the fields. Main thread only, but for what `transcript`, `pane` and `worker` guard themselves;
only the coordinator changes `status`, `reason` and the registry that a session is in.
"""

from typing import TYPE_CHECKING, NamedTuple

from qmux.model.rope import Rope
from qmux.model.session import Reason, SessionStatus, SessionType

if TYPE_CHECKING:
    from qmux.engine.asking import PermissionRequest
    from qmux.engine.transcript import Transcript
    from qmux.engine.worker import Worker
    from qmux.terminal.pane import Pane
    from qmux.tools.base import Question
    from qmux.tools.permission import Permissions


class Activity(NamedTuple):
    """What a session does right now, for the status line.

    `since` is in monotonic seconds; `share` is how much of it is done, from 0 to 1, where anybody knows; `until` is
    when it is over, in monotonic seconds, where that is certain.
    """

    label: str
    since: float
    share: float | None = None
    until: float | None = None


class ManagedSession:
    """One session: its identity, its place on the screen, its work, and what the user left in it.

    `type_chosen` says that the user chose the type: no message changes it. `name_origin` is "fallback", "generated"
    or "user"; a user's name is never overwritten. `since` is when the present reason to wait began, `created` and
    `last_active` likewise in seconds since 1970. `failure` is why the last turn failed, while something is under way
    that is no turn. `tokens` of `window` are in the model's context, 0 where nobody has counted. `models` are those
    that its server lists. `scroll` counts rows back from the bottom. `pane`, `transcript` and `worker` are None until
    the session is first needed, as are `permissions`, which guard themselves too. `on_screen` says that the session
    is displayed; its worker may read that. `asks_further` says that a "t" was given and what to trust is asked next.
    Until `snoozed_until` (seconds since 1970) it is left out of the overlay; one that is `muted` never alerts.
    `instructions` are what its template adds to the system prompt. `queued` messages are sent when the session is
    free; those that are `held` were queued when qmux ended, and wait for the user's word. `starting` has the message
    of each turn that was begun, until its conversation has it.
    """

    def __init__(self, id: str, number: int, name: str, type: SessionType, working_directory: str) -> None:
        self.id = id
        self.number = number
        self.name = name
        self.name_origin = "fallback"
        self.type = type
        self.type_chosen = False
        self.working_directory = working_directory
        self.instructions = ""
        self.provider = ""
        self.model = ""
        self.status = SessionStatus.WAITING
        self.reason: Reason | None = None
        self.since = 0.0
        self.last_error = ""
        self.failure = ""
        self.created = 0.0
        self.last_active = 0.0
        # what the user left in it
        self.draft = Rope()
        self.draft_cursor = 0
        self.scroll = 0
        self.group = ""
        self.muted = False
        self.snoozed_until = 0.0
        self.queued: list[str] = []
        self.held: list[str] = []
        self.starting: dict[int, str] = {}
        self.history: list[str] = []
        # its work
        self.question: Question | PermissionRequest | None = None
        self.asks_further = False
        self.permissions: Permissions | None = None
        self.activity: Activity | None = None
        self.on_screen = False
        self.turn = 0
        self.first_messages: list[str] = []
        self.tokens = 0
        self.window = 0
        self.context_share: float | None = None
        self.models: tuple[str, ...] = ()
        self.loaded = False
        self.load_error = ""
        self.pane: Pane | None = None
        self.transcript: Transcript | None = None
        self.worker: Worker | None = None

    @property
    def unsent(self) -> list[str]:
        """All messages that wait to be sent, those that are held first."""
        return [*self.held, *self.queued]

    @property
    def working(self) -> bool:
        """Whether a turn is under way."""
        return self.status is SessionStatus.PROCESSING

    @property
    def loading(self) -> bool:
        """Whether the conversation is still on its way from the database."""
        return not self.loaded and not self.load_error

    def __repr__(self) -> str:
        return f"<ManagedSession {self.number} {self.name!r} {self.status.value}>"
