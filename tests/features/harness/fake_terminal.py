"""FakeTerminal: a terminal without one, in the same process, for tests that drive the loop themselves.

It decodes bytes as the real one does and keeps the last scene. wake() may be called by any thread; all else
by the thread that drives the loop.
"""

import subprocess
import threading

from qmux.model.input import Input
from qmux.tui.decode import Decoder
from qmux.tui.terminal import Wait
from qmux.view.scene import Scene
from tests.features.harness.picture import picture


class FakeTerminal:
    """Implements qmux.tui.terminal.Terminal.

    `scene` is the last one drawn; `copied` and `notified` have the texts; `bells`, `redraws` and `suspensions` count
    calls; `active` holds from start() to restore().
    """

    def __init__(self, columns: int = 80, lines: int = 24) -> None:
        self.scene: Scene | None = None
        self.active = False
        self.bells = self.redraws = self.suspensions = self.draws = 0
        self.copied: list[str] = []
        self.notified: list[str] = []
        self._size = (columns, lines)
        self._decoder = Decoder()
        self._something = threading.Condition()
        self._inputs: list[Input] = []
        self._signals: list[str] = []
        self._woken = self._resized = self._closed = False

    # -- the contract ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to take scenes."""
        self.active = True

    def size(self) -> tuple[int, int]:
        """Return (columns, lines)."""
        return self._size

    def wait(self, timeout: float | None) -> Wait:
        """Block until a test or another thread has something for the loop."""
        with self._something:
            self._something.wait_for(self._is_something, timeout)
            wait = Wait(tuple(self._inputs), self._woken, self._resized, tuple(self._signals), self._closed)
            self._inputs, self._signals = [], []
            self._woken = self._resized = self._closed = False
            return wait

    def wake(self) -> None:
        """Make wait() return."""
        with self._something:
            self._woken = True
            self._something.notify_all()

    def draw(self, scene: Scene) -> None:
        """Keep the scene."""
        self.scene = scene
        self.draws += 1

    def redraw(self) -> None:
        """Count the call."""
        self.redraws += 1

    def bell(self) -> None:
        """Count the call."""
        self.bells += 1

    def notify(self, text: str) -> None:
        """Keep the text that was shown."""
        self.notified.append(text)

    def copy(self, text: str) -> bool:
        """Keep the text that was copied."""
        self.copied.append(text)
        return True

    def suspend(self) -> None:
        """Count the call; the process goes on at once."""
        self.suspensions += 1

    def lend(self, argv: list[str]) -> int:
        """Run the program without a terminal."""
        return subprocess.call(argv, stdin=subprocess.DEVNULL)

    def restore(self) -> None:
        """End taking scenes."""
        self.active = False

    # -- what a test does to it -----------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Let the user type `data`, all of it at once and nothing right after it."""
        with self._something:
            self._inputs += self._decoder.feed(data) + self._decoder.flush()

    def resize(self, columns: int, lines: int) -> None:
        """Change the size."""
        with self._something:
            self._size = (columns, lines)
            self._resized = True

    def signal(self, name: str) -> None:
        """Let a signal arrive, by its name without SIG."""
        with self._something:
            self._signals.append(name)

    def close(self) -> None:
        """Take the terminal away."""
        with self._something:
            self._closed = True

    def screen(self) -> list[str]:
        """Return the lines that the last scene shows, without trailing blanks."""
        return [""] * self._size[1] if self.scene is None else picture(self.scene)

    def _is_something(self) -> bool:
        return bool(self._inputs or self._signals or self._woken or self._resized or self._closed)
