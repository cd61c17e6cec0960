"""A program in a pane that shows a file and says how long its terminal took to read it.

Run inside tmux as `python player.py FILE RESULT`; prints nothing itself. After the file it asks for a status report
(DSR 5): the answer comes when the terminal has read all before it. The seconds go to RESULT, a named pipe; then it
rests.
"""

import os
import subprocess
import sys
import time
import tty


def main(path: str, result: str) -> None:
    """Play the file at `path`."""
    tty.setraw(0)
    begun = time.monotonic()
    subprocess.run(["cat", path], check=True)
    os.write(1, b"\x1b[5n")
    answer = b""
    while not answer.endswith(b"\x1b[0n"):
        answer += os.read(0, 1024)
    ended = time.monotonic()
    with open(result, "w") as pipe:
        pipe.write(str(ended - begun))
    os.execvp("cat", ["cat"])


if __name__ == "__main__":
    main(*sys.argv[1:])
