"""Where qmux keeps its files: settings, database, state and log.

Owns the directories' names. Leaves making and reading files to their owners. On Linux the places are worked
out here by the XDG Base Directory Specification 0.8, which saves the 19 ms that importing platformdirs takes;
elsewhere platformdirs knows them. These are functions, not constants: the environment is read when they are
called.
"""

import os
import sys

from qmux.errors import UserError

if sys.platform == "linux":
    import pwd
else:
    import platformdirs

_PROGRAM = "qmux"


def config_file() -> str:
    """Return the path of the settings file."""
    return os.path.join(config_directory(), "config.toml")


def database_file() -> str:
    """Return the path of the database."""
    return os.path.join(data_directory(), "qmux.db")


def sessions_directory() -> str:
    """Return the directory in which each conversation has one of its own: what "@session/" means."""
    return os.path.join(data_directory(), "sessions")


def mcp_file() -> str:
    """Return the path of the list of MCP servers that is qmux's own; other programs' files count besides."""
    return os.path.join(config_directory(), "mcp.json")


def mcp_approvals_file() -> str:
    """Return the path of the list of workspaces' MCP servers that the user has allowed."""
    return os.path.join(data_directory(), "mcp-allowed")


def audit_file() -> str:
    """Return the path of the audit log."""
    return os.path.join(data_directory(), "audit.jsonl")


def log_file() -> str:
    """Return the path of the log file that is being written."""
    return os.path.join(log_directory(), "qmux.log")


if sys.platform == "linux":

    def config_directory() -> str:
        """Return the directory of the settings file."""
        return os.path.join(_base("XDG_CONFIG_HOME", ".config"), _PROGRAM)

    def data_directory() -> str:
        """Return the directory of the database."""
        return os.path.join(_base("XDG_DATA_HOME", ".local/share"), _PROGRAM)

    def state_directory() -> str:
        """Return the directory of what may be lost without harm, such as sockets."""
        return os.path.join(_base("XDG_STATE_HOME", ".local/state"), _PROGRAM)

    def log_directory() -> str:
        """Return the directory of the log files."""
        return os.path.join(state_directory(), "log")

    def _base(variable: str, below_home: str) -> str:
        """Return a base directory: the specification has a relative path in the variable ignored."""
        path = os.environ.get(variable, "")
        return path if os.path.isabs(path) else os.path.join(_home(), below_home)

    def _home() -> str:
        home = os.environ.get("HOME", "")
        if os.path.isabs(home):
            return home.rstrip("/") or "/"
        try:
            return pwd.getpwuid(os.getuid()).pw_dir
        except KeyError as exc:
            raise UserError("Cannot find your home directory: set HOME to its full path.") from exc

else:

    def config_directory() -> str:
        """Return the directory of the settings file."""
        return platformdirs.user_config_dir(_PROGRAM, appauthor=False)

    def data_directory() -> str:
        """Return the directory of the database."""
        return platformdirs.user_data_dir(_PROGRAM, appauthor=False)

    def state_directory() -> str:
        """Return the directory of what may be lost without harm, such as sockets."""
        return platformdirs.user_state_dir(_PROGRAM, appauthor=False)

    def log_directory() -> str:
        """Return the directory of the log files."""
        return platformdirs.user_log_dir(_PROGRAM, appauthor=False)
