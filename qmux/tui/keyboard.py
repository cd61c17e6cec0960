"""Keyboard: the protocol by which the terminal tells keys apart that control bytes cannot: C-Tab, C-1, C-S-n.

Owns asking which one the terminal has, switching it on, and taking it back on every way out. Leaves the keys' bytes
to decode.py. Main thread only. Nothing waits for an answer: the first frame is on the screen long before, and a
terminal that never answers keeps its plain keys.

Asked is kitty's protocol, and with it DA1, which every terminal answers, and in the same order: an answer to DA1
alone says that there is no kitty protocol. Then DA2 names the terminals that are known to have modifyOtherKeys; the
others, some of which take its switch for an underline, are not sent it.

Sources: the kitty keyboard protocol; xterm's ctlseqs; DA2's numbers as xterm, mintty and tmux send them.
"""

TYPE_CHECKING = False  # typing itself is slow to import, and the first frame waits for this module
if TYPE_CHECKING:
    from collections.abc import Callable

# How long after the question a way out still waits for the answer, which would else be typed into the shell: above a
# slow link's round trip.
ANSWER_SECONDS = 0.5

_ASK = "\x1b[?u\x1b[c"
_ASK_WHO = "\x1b[>c"
_OLD_LINUX = "6"  # DA1 of the Linux console, which until 2021 printed the c of DA2

# What switches a protocol on and off. kitty's flags: 1 tells keys apart, 4 names the key's place on a PC's keyboard,
# without which control with a letter would be lost in Cyrillic or Greek. modifyOtherKeys 1: keys that have no bytes.
_SWITCHES = {"kitty": ("\x1b[>5u", "\x1b[<u"), "modifyOtherKeys": ("\x1b[>4;1m", "\x1b[>4m")}
_HAVE_MODIFY_OTHER_KEYS = {"41": "xterm", "77": "mintty", "84": "tmux"}  # by the first number of DA2


class Keyboard:
    """The terminal's keyboard protocol.

    Arguments:
        send: writes to the terminal.
        clock: monotonic seconds.
    """

    def __init__(self, send: "Callable[[str], None]", clock: "Callable[[], float]") -> None:
        self._send = send
        self._clock = clock
        self._protocol = ""
        self._asked = False
        self._deadline = 0.0

    def ask(self) -> None:
        """Ask for the protocol; what was switched on before, by a process that was stopped since, is off."""
        self.leave()
        self._asked = True
        self._deadline = self._clock() + ANSWER_SECONDS
        self._send(_ASK)

    def take(self, kind: str, data: str) -> None:
        """Take one of the terminal's replies, as a TerminalReply has it; what was not asked for is nothing."""
        if not self._asked:
            return
        if kind == "kitty":
            self._switch_on("kitty")
        elif kind == "DA1":
            self._asked = not self._protocol and data != _OLD_LINUX
            self._send(_ASK_WHO if self._asked else "")
        elif kind == "DA2":
            self._asked = False
            if data.partition(";")[0] in _HAVE_MODIFY_OTHER_KEYS:
                self._switch_on("modifyOtherKeys")

    def answer_seconds(self) -> float:
        """Return for how long an answer may still come, 0.0 if none is to be waited for."""
        return max(0.0, self._deadline - self._clock()) if self._asked else 0.0

    def leave(self) -> None:
        """Give the terminal its plain keys back."""
        if self._protocol:
            self._send(_SWITCHES[self._protocol][1])
        self._protocol, self._asked = "", False

    def _switch_on(self, protocol: str) -> None:
        if not self._protocol:
            self._protocol = protocol
            self._send(_SWITCHES[protocol][0])
