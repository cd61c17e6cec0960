"""Guard: what ends the commands of a qmux that was killed itself, and could not.

Owns one small shell, started with the first command, which is told what process groups run and what has ended. When
its input ends, because qmux has, it ends those that are left: TERM, and KILL two seconds later, as process.py does.
Leaves all other ends to who runs the commands. Any thread; nothing here blocks. A command costs two short writes to a
pipe; a watcher of its own for each, or PR_SET_PDEATHSIG, which Linux alone has and only for the leader, would cost a
process. What leaves its group (setsid) is not found, and Windows has neither groups nor this.
"""

import os
import sys
import threading

from qmux import log

# Of every POSIX shell; what it runs besides itself is sleep, and that seldom.
_SCRIPT = """
cd /
trap '' HUP INT QUIT TERM TSTP PIPE
groups=' '
while read -r sign group; do
    case $sign in
        +) groups="$groups$group " ;;
        -) groups="${groups%% $group *} ${groups#* $group }" ;;
    esac
done
signal() { kill -s "$1" -- "-$2" 2>/dev/null; }
for group in $groups; do signal TERM "$group"; done
for second in 1 2; do
    left=
    for group in $groups; do signal 0 "$group" && left="$left $group"; done
    groups=$left
    [ "$groups" ] && sleep 1
done
for group in $groups; do signal KILL "$group"; done
"""


class Guard:
    """See the module's docstring."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._pipe: int | None = None

    def watch(self, leader: int) -> None:
        """Have the group that `leader` leads ended if qmux is killed."""
        with self._lock:
            self._groups.add(leader)
            if self._pipe is None or not self._tell(f"+ {leader}\n"):
                self._begin()

    def forget(self, leader: int) -> None:
        """Leave a group alone from now on; told before its number can become another's."""
        with self._lock:
            self._groups.discard(leader)
            if self._pipe is not None:
                self._tell(f"- {leader}\n")

    def _tell(self, line: str) -> bool:
        """Write a line; return False if nobody reads any more."""
        assert self._pipe is not None
        try:
            os.write(self._pipe, line.encode())
        except OSError:  # somebody has killed or stopped it
            os.close(self._pipe)
            self._pipe = None
        return self._pipe is not None

    def _begin(self) -> None:
        """Start the shell and tell it all; without one, commands run all the same."""
        try:
            self._pipe = _started()
        except OSError as exc:
            log.warning(f"commands would outlive a killed qmux: {exc}")
            return
        self._tell("".join(f"+ {leader}\n" for leader in sorted(self._groups)))


if sys.platform == "win32":

    def _started() -> int:
        raise OSError("Windows has no process groups")

else:

    def _started() -> int:
        """Start the shell; return the descriptor of its input, which no child inherits."""
        theirs, ours = os.pipe()
        try:
            actions = [
                (os.POSIX_SPAWN_DUP2, theirs, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ]
            arguments = ["sh", "-c", _SCRIPT, "qmux-guard"]
            # A group of its own, since keys of the terminal, and who kills a group, mean qmux.
            os.posix_spawn("/bin/sh", arguments, {"PATH": os.defpath}, file_actions=actions, setpgroup=0)
        except OSError:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        os.set_blocking(ours, False)
        return ours


GUARD = Guard()
