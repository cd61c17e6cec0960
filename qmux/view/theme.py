"""The look of everything outside the panes: one style for each role, and a glyph for each reason to wait.

Owns the tables. Leaves degrading colors to what a terminal has to tui/colors.py. No meaning is carried by color
alone: each reason has a glyph of its own, each status a word.
"""

from enum import Enum, auto

from qmux.model.session import Reason, SessionType
from qmux.terminal.style import BOLD, DEFAULT_COLOR, DIM, REVERSE, Style

# Entries of the 256-color palette.
_BLACK, _RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN = range(7)
_ORANGE, _AMBER, _GOLD, _LIGHT, _DARK = 208, 214, 220, 252, 236


class Role(Enum):
    """What a piece of text is there for."""

    OVERLAY_FAILED = auto()
    OVERLAY_PERMISSION = auto()
    OVERLAY_QUESTION = auto()
    OVERLAY_REPLY = auto()
    OVERLAY_MORE = auto()
    OVERLAY_PROCESSING = auto()
    STATUS = auto()
    STATUS_NAME = auto()
    STATUS_ACTIVITY = auto()
    STATUS_WAITING = auto()
    STATUS_WARNING = auto()
    STATUS_PREFIX = auto()
    STATUS_CONTEXT_LOW = auto()
    STATUS_CONTEXT_HALF = auto()
    STATUS_CONTEXT_FULL = auto()
    MESSAGE = auto()
    TYPE_DEBUG = auto()
    TYPE_PLANNING = auto()
    TYPE_DEVELOPMENT = auto()
    TYPE_CODE_REVIEW = auto()
    PROMPT = auto()
    CONFIRMATION = auto()
    HINT = auto()
    RULE = auto()
    POSITION = auto()
    SELECTION = auto()
    MATCH = auto()
    MATCH_AT_CURSOR = auto()


STYLES: dict[Role, Style] = {
    Role.OVERLAY_FAILED: Style(_BLACK, _ORANGE, BOLD),
    Role.OVERLAY_PERMISSION: Style(_BLACK, _AMBER, BOLD),
    Role.OVERLAY_QUESTION: Style(_BLACK, _AMBER),
    Role.OVERLAY_REPLY: Style(_BLACK, _GOLD),
    Role.OVERLAY_MORE: Style(_BLACK, _GOLD),
    Role.OVERLAY_PROCESSING: Style(_GOLD, _DARK),
    Role.STATUS: Style(_LIGHT, _DARK),
    Role.STATUS_NAME: Style(_LIGHT, _DARK, BOLD),
    Role.STATUS_ACTIVITY: Style(_CYAN, _DARK),
    Role.STATUS_WAITING: Style(_BLACK, _AMBER),
    Role.STATUS_WARNING: Style(_RED, _DARK, BOLD),
    Role.STATUS_PREFIX: Style(_LIGHT, _DARK, REVERSE),
    Role.STATUS_CONTEXT_LOW: Style(_GREEN, _DARK),
    Role.STATUS_CONTEXT_HALF: Style(_YELLOW, _DARK),
    Role.STATUS_CONTEXT_FULL: Style(_RED, _DARK, BOLD),
    Role.MESSAGE: Style(_BLACK, _GOLD),
    Role.TYPE_DEBUG: Style(_RED, _DARK),
    Role.TYPE_PLANNING: Style(_BLUE, _DARK),
    Role.TYPE_DEVELOPMENT: Style(_GREEN, _DARK),
    Role.TYPE_CODE_REVIEW: Style(_MAGENTA, _DARK),
    Role.PROMPT: Style(_GREEN, DEFAULT_COLOR, BOLD),
    Role.CONFIRMATION: Style(_YELLOW, DEFAULT_COLOR, BOLD),
    Role.HINT: Style(attributes=DIM),
    Role.RULE: Style(_YELLOW, DEFAULT_COLOR, DIM),
    Role.POSITION: Style(_BLACK, _GOLD),
    Role.SELECTION: Style(_BLACK, _GOLD),
    Role.MATCH: Style(_BLACK, _CYAN),
    Role.MATCH_AT_CURSOR: Style(_BLACK, _MAGENTA, BOLD),
}

TYPE_ROLES: dict[SessionType, Role] = {
    SessionType.DEBUG: Role.TYPE_DEBUG,
    SessionType.PLANNING: Role.TYPE_PLANNING,
    SessionType.DEVELOPMENT: Role.TYPE_DEVELOPMENT,
    SessionType.CODE_REVIEW: Role.TYPE_CODE_REVIEW,
}

REASON_LOOKS: dict[Reason, tuple[str, Role]] = {
    Reason.FAILED: ("!", Role.OVERLAY_FAILED),
    Reason.PERMISSION: ("#", Role.OVERLAY_PERMISSION),
    Reason.QUESTION: ("?", Role.OVERLAY_QUESTION),
    Reason.REPLY: ("⏎", Role.OVERLAY_REPLY),
}
