"""Gathering: what is written for a frame comes out at its end, all of it, whatever happens meanwhile."""

import os
from collections.abc import Iterator

import pytest

from qmux import threads
from qmux.tui.gathering import Gathering, write_all

linux_only = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="files in memory are Linux's")


class Pipe:
    """A pipe in the terminal's place."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)

    def received(self) -> bytes:
        """Return what has come out by now."""
        try:
            return os.read(self.reader, 1_000_000)
        except BlockingIOError:
            return b""

    def write(self, *texts: bytes) -> None:
        for text in texts:
            os.write(self.writer, text)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    pipe = Pipe()
    yield pipe
    os.close(pipe.reader)
    os.close(pipe.writer)


def past_the_first_frame(pipe: Pipe) -> Gathering:
    gathering = Gathering(pipe.writer)
    with gathering:
        pass
    return gathering


@linux_only
def test_nothing_comes_out_before_the_frame_is_whole(pipe: Pipe) -> None:
    frame = past_the_first_frame(pipe)
    for text in (b"one", b"a longer one", b"2"):
        with frame:
            pipe.write(text, b", ", text)
            assert pipe.received() == b""
        assert pipe.received() == text + b", " + text


def test_what_is_written_between_frames_comes_out_at_once(pipe: Pipe) -> None:
    with past_the_first_frame(pipe):
        pass
    assert pipe.received() == b""
    pipe.write(b"bell")
    assert pipe.received() == b"bell"


def test_the_first_frame_passes_and_so_does_one_after_the_shell(pipe: Pipe) -> None:
    frame = Gathering(pipe.writer)
    for _ in range(2):
        with frame:
            pipe.write(b"text")
            assert pipe.received() == b"text"
        frame.pass_next()


def test_an_error_loses_nothing_and_gives_the_terminal_back(pipe: Pipe) -> None:
    frame = past_the_first_frame(pipe)
    with pytest.raises(ValueError, match="in the midst"), frame:
        pipe.write(b"half")
        raise ValueError("in the midst")
    assert pipe.received() == b"half"
    pipe.write(b"more")
    assert pipe.received() == b"more"


def test_without_files_in_memory_everything_passes(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> int:
        raise OSError(name)

    monkeypatch.setattr(os, "memfd_create", refuse, raising=False)
    with past_the_first_frame(pipe):
        pipe.write(b"text")
        assert pipe.received() == b"text"


def test_a_terminal_that_takes_no_more_is_waited_for(pipe: Pipe) -> None:
    os.set_blocking(pipe.writer, False)
    os.set_blocking(pipe.reader, True)
    text = bytes(range(256)) * 4000  # many times what a pipe holds
    writing = threads.start("writer", lambda: write_all(pipe.writer, text))
    received = b""
    while len(received) < len(text):
        received += os.read(pipe.reader, 65536)
    writing.join()
    assert received == text


def test_a_terminal_that_is_gone_is_written_to_in_vain() -> None:
    other = Pipe()
    os.close(other.reader)
    write_all(other.writer, b"text")
    os.close(other.writer)
