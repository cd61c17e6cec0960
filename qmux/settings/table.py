"""SETTINGS: one row for each setting. Validation, documentation, the sample file and completion read this table.

Owns names, types, defaults, bounds and help. Leaves files to config.py. A setting is listed when it does something,
not before. Values that only higher storeys understand (a provider, a permission rule) are checked there.
"""

from typing import NamedTuple

Value = int | float | bool | str | tuple[str, ...]

INTEGER, NUMBER, FLAG, TEXT, LIST = "integer", "number", "flag", "text", "list"


class Setting(NamedTuple):
    """One setting, "table.key" in the file.

    `kind` is integer, number, flag, text or list (of texts). Bounds are inclusive; above `warn_above` a value is
    taken with a warning. `restart` says that a running program goes on with the old value; `secret` that it
    is never shown.
    """

    name: str
    kind: str
    default: Value
    help: str
    minimum: int | None = None
    maximum: int | None = None
    warn_above: int | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    restart: bool = True
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "sessions.max_active_sessions",
        INTEGER,
        10,
        "How many sessions may be open at once; at the limit /new offers to close the oldest inactive one.",
        minimum=1,
        maximum=500,
        warn_above=50,
    ),
    Setting(
        "sessions.auto_generate_names",
        FLAG,
        True,
        "Name a session after what its first messages say, until you name it yourself.",
    ),
    Setting(
        "sessions.name_max_length",
        INTEGER,
        20,
        "The longest session name, yours or a generated one.",
        minimum=1,
        maximum=100,
        unit="characters",
    ),
    Setting(
        "sessions.persist_sessions",
        FLAG,
        True,
        "Keep sessions in the database, so that they come back at the next start.",
    ),
    Setting(
        "sessions.output_buffer_size_mb",
        INTEGER,
        10,
        "How much of each session's output is kept in memory; the database keeps all of it.",
        minimum=1,
        maximum=1000,
        warn_above=100,
        unit="MB",
    ),
    Setting(
        "sessions.clear_on_close",
        FLAG,
        False,
        "Delete a session's messages when it is closed, instead of keeping them as history.",
    ),
    Setting(
        "sessions.cleanup_after_days",
        INTEGER,
        30,
        "Delete closed sessions that were last used so many days ago; 0 keeps them for ever.",
        minimum=0,
        maximum=36500,
        unit="days",
    ),
    Setting(
        "ui.show_session_indicator",
        FLAG,
        True,
        "Show the overlay that names the sessions waiting for you.",
    ),
    Setting(
        "ui.indicator_position",
        TEXT,
        "top-right",
        "The corner of the screen in which the overlay stands.",
        choices=("top-right", "top-left", "bottom-right", "bottom-left"),
    ),
    Setting(
        "ui.max_indicator_sessions",
        INTEGER,
        5,
        "How many sessions the overlay lists before it says +N more.",
        minimum=1,
        maximum=50,
    ),
    Setting(
        "ui.indicator_processing",
        FLAG,
        False,
        "List the sessions that are at work in the overlay too, below those that wait.",
    ),
    Setting(
        "ui.attention",
        TEXT,
        "bell",
        "How a session that begins to wait calls you while the terminal has not the focus, or does not say: its bell,"
        " a notification (OSC 9 and 777), or not at all.",
        choices=("bell", "osc", "off"),
    ),
    Setting(
        "ui.history_lines",
        INTEGER,
        10_000,
        "How many lines of scrollback each session keeps.",
        minimum=0,
        maximum=1_000_000,
        unit="lines",
    ),
    Setting(
        "ui.markdown",
        FLAG,
        True,
        "Render replies as markdown (with the extra qmux[markdown] installed); false shows them as they come.",
    ),
    Setting(
        "ui.mouse",
        FLAG,
        False,
        "Scroll by the mouse's wheel, and click on the names of those that wait; the terminal's own selection then"
        " needs Shift.",
    ),
    Setting(
        "api.provider",
        TEXT,
        "",
        "The service that answers; empty: the first for which the environment has a key or a server runs.",
    ),
    Setting(
        "api.base_url",
        TEXT,
        "",
        "The address of the service; empty: the provider's own, or its usual environment variable.",
    ),
    Setting(
        "api.region",
        TEXT,
        "",
        "The region of Amazon Bedrock; empty: AWS_REGION or AWS_DEFAULT_REGION.",
    ),
    Setting(
        "api.model",
        TEXT,
        "",
        "The model of new sessions; empty: the provider's default.",
    ),
    Setting(
        "api.key",
        TEXT,
        "",
        "The key for the service; empty: the provider's usual environment variable, where it is safer.",
        secret=True,
    ),
    Setting(
        "api.max_tokens",
        INTEGER,
        16_000,
        "The longest reply that is asked for, with what the model thinks before it.",
        minimum=1,
        maximum=1_000_000,
        unit="tokens",
    ),
    Setting(
        "api.context_window",
        INTEGER,
        200_000,
        "How much the model can read at once, where its server does not say; the status line shows how much is used.",
        minimum=1000,
        maximum=100_000_000,
        unit="tokens",
    ),
    Setting(
        "api.input_price",
        NUMBER,
        0.0,
        "What a million tokens cost that are sent, in your currency, for /usage; 0: it shows tokens alone.",
        minimum=0,
        maximum=1_000_000,
    ),
    Setting(
        "api.output_price",
        NUMBER,
        0.0,
        "What a million tokens cost that are received, in your currency, for /usage.",
        minimum=0,
        maximum=1_000_000,
    ),
    Setting(
        "api.compact_at",
        NUMBER,
        0.8,
        "Summarize the conversation when it fills this share of the context; 0: only when /compact asks for it.",
        minimum=0,
        maximum=1,
    ),
    Setting(
        "api.max_concurrent_api_calls",
        INTEGER,
        5,
        "How many requests are under way at once; the others wait in line.",
        minimum=1,
        maximum=100,
    ),
    Setting(
        "api.discover",
        FLAG,
        True,
        "Look for Ollama, LM Studio, llama.cpp and vLLM on this machine when the environment has no key.",
    ),
    Setting(
        "tools.timeout_seconds",
        INTEGER,
        120,
        "How long a tool may run in the session that is shown before it is ended and the model told so.",
        minimum=1,
        maximum=86_400,
        unit="seconds",
    ),
    Setting(
        "tools.background_timeout_seconds",
        INTEGER,
        600,
        "The same for a session that is not shown.",
        minimum=1,
        maximum=86_400,
        unit="seconds",
    ),
    Setting(
        "tools.lock_timeout_seconds",
        INTEGER,
        30,
        "How long a tool waits for a file that another session is writing before the model is told.",
        minimum=1,
        maximum=3600,
        unit="seconds",
    ),
    Setting(
        "tools.isolate_permissions",
        FLAG,
        False,
        "Let each session begin without what permissions.allow trusts; what is denied stays denied.",
    ),
    Setting(
        "tools.allow_read_only_commands",
        FLAG,
        False,
        "Run ls, cat, echo, pwd, which, head, tail, find, grep, dir and type without asking where they surely only"
        " read: any file, also outside the working directory, but for qmux's own.",
    ),
    Setting(
        "permissions.deny",
        LIST,
        (),
        "What no session's tools may do, whatever else is allowed: TOOL or TOOL(PATTERN), for instance"
        ' "execute_bash(git push *)" or "fs_write(/etc/**)".',
    ),
    Setting(
        "permissions.ask",
        LIST,
        (),
        "What is asked about every time, though it may be trusted otherwise.",
    ),
    Setting(
        "permissions.allow",
        LIST,
        (),
        "What every session's tools may do without asking.",
    ),
    Setting(
        "log.level",
        TEXT,
        "info",
        "The least important lines that the log file takes.",
        choices=("debug", "info", "warning", "error"),
    ),
)

BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}

TABLES: tuple[str, ...] = tuple(dict.fromkeys(setting.name.partition(".")[0] for setting in SETTINGS))

# Tables that belong to the design but do nothing yet: a file that has them works, with one warning each.
UNUSED_TABLES = ("accessibility", "telemetry")

# Tables whose rows the user names. What may stand in them others check: keys who knows the commands, at start, and
# templates.py what it is named after.
OPEN_TABLES = ("keys", "templates")


def allowed(setting: Setting) -> str:
    """Return what the setting's value may be, as the end of a sentence: "an integer from 1 to 500"."""
    if setting.choices:
        return "one of " + ", ".join(f'"{choice}"' for choice in setting.choices)
    if setting.kind == FLAG:
        return "true or false"
    if setting.kind == TEXT:
        return "a text of printable characters"
    if setting.kind == LIST:
        return "a list of texts of printable characters"
    noun = "an integer" if setting.kind == INTEGER else "a number"
    unit = f" ({setting.unit})" if setting.unit else ""
    return noun + _bounds(setting) + unit


def _bounds(setting: Setting) -> str:
    low, high = setting.minimum, setting.maximum
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" of at least {low}"
    return "" if high is None else f" of at most {high}"
