"""Names: what sessions and their groups are called.

Owns that a name is allowed and taken once, and what the first messages make of a session's type and name. It is
another hand of the coordinator, which makes it. Leaves the rules, and making names of words, to model/naming.py. Main
thread only. It is imported before the first frame.
"""

from qmux.engine.ledger import Ledger
from qmux.engine.registry import Registry
from qmux.engine.session import ManagedSession
from qmux.model import naming
from qmux.model.detection import detect_type
from qmux.model.session import SessionType
from qmux.settings.config import Settings

NAMED_MESSAGES = 3  # messages from which a name is made


class Names:
    """See the module's docstring."""

    def __init__(self, registry: Registry, ledger: Ledger, settings: Settings) -> None:
        self._registry = registry
        self._ledger = ledger
        self._settings = settings

    def checked(self, name: str) -> str:
        """Return the name for a new session in its form; raises UserError with the rule and a proposal."""
        return naming.check_name(name, self._registry.names, self._longest)

    def fallback(self, type: SessionType) -> str:
        """Return a name for a new session of which no more than the type is known."""
        return naming.fallback_name(type, self._registry.names, self._longest)

    def unique(self, name: str) -> str:
        """Return `name`, with a number if another session has it."""
        return naming.unique(name, self._registry.names, self._longest)

    def rename(self, session: ManagedSession, name: str) -> None:
        """Give `session` a name of the user's choice; raises UserError with the rule and a proposal."""
        session.name = naming.check_name(name, self._others(session), self._longest)
        session.name_origin = "user"
        self._ledger.changed(session)

    def set_group(self, session: ManagedSession, group: str) -> None:
        """Put `session` into a group, "" for none; raises UserError with the rule and a proposal."""
        session.group = naming.check_group(group, self._longest) if group else ""
        self._ledger.changed(session)

    def learn(self, session: ManagedSession, text: str) -> None:
        """Let the type and a generated name improve with each of the first messages, then leave them."""
        if len(session.first_messages) >= NAMED_MESSAGES:
            return
        session.first_messages.append(text)
        if not session.type_chosen:
            session.type = detect_type(session.first_messages)
        if session.name_origin == "user" or not self._settings.flag("sessions.auto_generate_names"):
            return
        taken = self._others(session)
        name = naming.generate(session.first_messages, session.type, taken, self._longest)
        session.name, session.name_origin = name, "generated"

    @property
    def _longest(self) -> int:
        return self._settings.integer("sessions.name_max_length")

    def _others(self, session: ManagedSession) -> set[str]:
        return self._registry.names - {session.name}
