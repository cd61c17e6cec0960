"""The look of everything outside the panes: one style for each role, and a glyph for each reason to wait.

Owns the tables. Leaves degrading colors to what a terminal has to tui/colors.py. No meaning is carried by color
alone: each reason has a glyph of its own, each status a word.
"""

from enum import Enum, auto

from qmux.model.session import Reason, SessionType
from qmux.terminal.style import BOLD, DEFAULT_COLOR, DIM, REVERSE, Style

# Entries of the 256-color palette.
_BLACK, _RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN = range(7)
_GOLD, _LIGHT, _DARK = 220, 252, 236

# Of the oranges and yellows, and of the reds, blues, greens and purples, those that stay the furthest apart to people
# who see two colors instead of three: tests/view/test_theme.py has the figures.
_RUST, _AMBER, _SAND, _CREAM = 166, 214, 222, 230
_CORAL, _CORNFLOWER, _SEA, _ORCHID = 203, 69, 79, 219


class Role(Enum):
    """What a piece of text is there for."""

    OVERLAY_FAILED = auto()
    OVERLAY_PERMISSION = auto()
    OVERLAY_QUESTION = auto()
    OVERLAY_REPLY = auto()
    OVERLAY_MORE = auto()
    OVERLAY_PROCESSING = auto()
    MARK_DEBUG = auto()
    MARK_PLANNING = auto()
    MARK_DEVELOPMENT = auto()
    MARK_CODE_REVIEW = auto()
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
    CHOOSER = auto()
    CHOOSER_SELECTED = auto()
    CHOOSER_TITLE = auto()
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
    POPUP = auto()
    POPUP_TITLE = auto()
    POPUP_HEADING = auto()
    POPUP_KEY = auto()


STYLES: dict[Role, Style] = {
    Role.OVERLAY_FAILED: Style(_BLACK, _RUST, BOLD),
    Role.OVERLAY_PERMISSION: Style(_BLACK, _AMBER, BOLD),
    Role.OVERLAY_QUESTION: Style(_BLACK, _SAND),
    Role.OVERLAY_REPLY: Style(_BLACK, _CREAM),
    Role.OVERLAY_MORE: Style(_BLACK, _GOLD),
    Role.OVERLAY_PROCESSING: Style(_GOLD, _DARK),
    Role.MARK_DEBUG: Style(_BLACK, _CORAL),
    Role.MARK_PLANNING: Style(_BLACK, _CORNFLOWER),
    Role.MARK_DEVELOPMENT: Style(_BLACK, _SEA),
    Role.MARK_CODE_REVIEW: Style(_BLACK, _ORCHID),
    Role.STATUS: Style(_LIGHT, _DARK),
    Role.STATUS_NAME: Style(_LIGHT, _DARK, BOLD),
    Role.STATUS_ACTIVITY: Style(_CYAN, _DARK),
    Role.STATUS_WAITING: Style(_BLACK, _AMBER),
    Role.STATUS_WARNING: Style(_RED, _DARK, BOLD),
    Role.STATUS_PREFIX: Style(_LIGHT, _DARK, REVERSE),
    Role.STATUS_CONTEXT_LOW: Style(_GREEN, _DARK),
    Role.STATUS_CONTEXT_HALF: Style(_YELLOW, _DARK),
    Role.STATUS_CONTEXT_FULL: Style(_RED, _DARK, BOLD),
    Role.CHOOSER: Style(),
    Role.CHOOSER_SELECTED: Style(attributes=REVERSE),
    Role.CHOOSER_TITLE: Style(_YELLOW, DEFAULT_COLOR, BOLD),
    Role.MESSAGE: Style(_BLACK, _GOLD),
    Role.TYPE_DEBUG: Style(_CORAL, _DARK),
    Role.TYPE_PLANNING: Style(_CORNFLOWER, _DARK),
    Role.TYPE_DEVELOPMENT: Style(_SEA, _DARK),
    Role.TYPE_CODE_REVIEW: Style(_ORCHID, _DARK),
    Role.PROMPT: Style(_GREEN, DEFAULT_COLOR, BOLD),
    Role.CONFIRMATION: Style(_YELLOW, DEFAULT_COLOR, BOLD),
    Role.HINT: Style(attributes=DIM),
    Role.RULE: Style(_YELLOW, DEFAULT_COLOR, DIM),
    Role.POSITION: Style(_BLACK, _GOLD),
    Role.SELECTION: Style(_BLACK, _GOLD),
    Role.MATCH: Style(_BLACK, _CYAN),
    Role.MATCH_AT_CURSOR: Style(_BLACK, _MAGENTA, BOLD),
    Role.POPUP: Style(),
    Role.POPUP_TITLE: Style(_BLACK, _GOLD),
    Role.POPUP_HEADING: Style(_YELLOW, DEFAULT_COLOR, BOLD),
    Role.POPUP_KEY: Style(attributes=BOLD),
}

TYPE_ROLES: dict[SessionType, Role] = {
    SessionType.DEBUG: Role.TYPE_DEBUG,
    SessionType.PLANNING: Role.TYPE_PLANNING,
    SessionType.DEVELOPMENT: Role.TYPE_DEVELOPMENT,
    SessionType.CODE_REVIEW: Role.TYPE_CODE_REVIEW,
}

MARK_ROLES: dict[SessionType, Role] = {
    SessionType.DEBUG: Role.MARK_DEBUG,
    SessionType.PLANNING: Role.MARK_PLANNING,
    SessionType.DEVELOPMENT: Role.MARK_DEVELOPMENT,
    SessionType.CODE_REVIEW: Role.MARK_CODE_REVIEW,
}

REASON_LOOKS: dict[Reason, tuple[str, Role]] = {
    Reason.FAILED: ("!", Role.OVERLAY_FAILED),
    Reason.PERMISSION: ("#", Role.OVERLAY_PERMISSION),
    Reason.QUESTION: ("?", Role.OVERLAY_QUESTION),
    Reason.REPLY: ("⏎", Role.OVERLAY_REPLY),
}
