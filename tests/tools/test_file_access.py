"""Sessions on the same files: who waits for whom, what a stale edit is told, what a command changed."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from qmux import log, threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools.base import SessionFiles, ToolMistakeError
from qmux.tools.file_access import READS_KEPT, Change, FileAccessCoordinator
from qmux.tools.file_claims import FileClaims

SECONDS = 10.0


class Told:
    """What a session was told while it waited; `blocked` is set once it was told anything."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.blocked = Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self.blocked.set()


class Office:
    """A coordinator, and sessions that are called after their ids."""

    def __init__(self, timeout: float = SECONDS) -> None:
        self.coordinator = FileAccessCoordinator(timeout)
        self.told: dict[str, Told] = {}

    def session(self, id: str) -> SessionFiles:
        self.told[id] = Told()
        return self.coordinator.session(id, lambda: f"name-of-{id}", self.told[id])


class Task:
    """A call in a thread of its own; `result` waits for it and raises what it raised."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._error: BaseException | None = None
        self._thread = threads.start("task", self._run)

    def _run(self) -> None:
        try:
            self._call()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self._error = error

    def result(self) -> None:
        self._thread.join(SECONDS)
        assert not self._thread.is_alive(), "it hangs"
        if self._error is not None:
            raise self._error


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def lines() -> Iterator[list[log.Line]]:
    """What is logged."""
    found: list[log.Line] = []
    log.attach(found.append)
    found.clear()  # of what earlier tests had to say
    yield found
    log.detach()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_text("one")
    return file


def write(files: SessionFiles, file: Path, text: str, cancel: CancelToken | None = None) -> None:
    """Write as a tool does: while the file is claimed."""
    with files.writing([str(file)], cancel or CancelToken()):
        file.write_text(text)


def test_a_second_writer_waits_and_is_told_for_whom(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    link = file.with_name("link")
    link.symlink_to(file)
    with one.writing([str(file)], CancelToken()):
        task = Task(lambda: write(two, link, "two"))
        assert office.told["2"].blocked.wait(SECONDS)
        assert file.read_text() == "one"
        (row,) = office.coordinator.snapshot()
        assert (row.path, row.holder, row.waiting) == (str(file), "name-of-1", ("name-of-2",))
        file.write_text("uno")
    task.result()
    assert file.read_text() == "two"
    assert office.told["2"].lines == [f"File {file} is locked by session name-of-1", ""]
    assert office.told["1"].lines == []
    assert office.coordinator.snapshot() == []


def test_who_waits_is_served_in_order(office: Office, file: Path) -> None:
    files = {id: office.session(id) for id in "123456"}
    order: list[str] = []

    def enter(id: str) -> None:
        with files[id].writing([str(file)], CancelToken()):
            order.append(id)

    tasks = []
    with files["1"].writing([str(file)], CancelToken()):
        for id in "23456":
            tasks.append(Task(lambda id=id: enter(id)))  # type: ignore[misc]
            assert office.told[id].blocked.wait(SECONDS)
    for task in tasks:
        task.result()
    assert order == list("23456")


def test_a_wait_ends_after_the_timeout(file: Path) -> None:
    office = Office(timeout=0.02)
    one, two = office.session("1"), office.session("2")
    with one.writing([str(file)], CancelToken()), pytest.raises(ToolMistakeError) as caught:
        write(two, file, "two")
    assert str(caught.value).startswith(f"File {file} is locked by session name-of-1. Waited 0.02 s")
    assert office.told["2"].lines[-1] == ""
    assert office.coordinator.snapshot() == []
    write(two, file, "two")


def test_a_cancel_ends_a_wait_at_once(office: Office, file: Path) -> None:
    one, two, cancel = office.session("1"), office.session("2"), CancelToken()
    with one.writing([str(file)], CancelToken()):
        task = Task(lambda: write(two, file, "two", cancel))
        assert office.told["2"].blocked.wait(SECONDS)
        cancel.cancel()
        with pytest.raises(Cancelled):
            task.result()
    assert file.read_text() == "one"


def test_what_an_abandoned_tool_holds_can_be_freed(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    with ExitStack() as stuck:
        stuck.enter_context(one.writing([str(file)], CancelToken()))
        task = Task(lambda: write(two, file, "two"))
        assert office.told["2"].blocked.wait(SECONDS)
        office.coordinator.release("1")
        task.result()
        with two.writing([str(file)], CancelToken()):
            stuck.close()  # the abandoned tool ends at last: what session 2 holds is not its to free
            assert [row.holder for row in office.coordinator.snapshot()] == ["name-of-2"]
    with pytest.raises(ToolMistakeError, match="was changed by session name-of-2"):
        one.read(str(file))
        write(two, file, "three")
        write(one, file, "one")


def test_an_abandoned_wait_ends(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    with one.writing([str(file)], CancelToken()):
        task = Task(lambda: write(two, file, "two"))
        assert office.told["2"].blocked.wait(SECONDS)
        office.coordinator.release("2")
        with pytest.raises(Cancelled):
            task.result()


def test_a_claim_that_was_released_takes_no_more(tmp_path: Path) -> None:
    claims = FileClaims()
    paths = [str(tmp_path / name) for name in "ab"]
    held, _ = claims.take("1", [paths[0]], SECONDS, CancelToken(), lambda path, holder: None)

    def release(path: str, holder: str) -> None:
        claims.release("2")

    with pytest.raises(Cancelled):
        claims.take("2", paths, SECONDS, CancelToken(), release)
    claims.give_back(held)
    assert claims.snapshot() == []


# -- stale reads ------------------------------------------------------------------------------------------------


def test_an_edit_on_a_stale_read_is_refused_and_says_who_changed_it(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    one.read(str(file))
    write(two, file, "two")
    with pytest.raises(ToolMistakeError) as caught:
        write(one, file, "one again")
    assert str(caught.value) == (f"{file} was changed by session name-of-2 since you read it; read it again.")
    assert file.read_text() == "two"
    one.read(str(file))
    write(one, file, "one again")
    assert file.read_text() == "one again"


@pytest.mark.parametrize("text", ["two", "longer", None])
def test_a_change_outside_is_noticed(office: Office, file: Path, text: str | None) -> None:
    one = office.session("1")
    one.read(str(file))
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    with pytest.raises(ToolMistakeError, match="was changed by somebody outside qmux since you read it"):
        write(one, file, "x")


def test_a_file_that_was_only_touched_or_put_back_is_not_stale(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    one.read(str(file))
    write(two, file, "two")
    write(two, file, "one")
    os.utime(file, (1, 1))
    write(one, file, "mine")
    assert file.read_text() == "mine"


def test_what_a_session_wrote_it_knows(office: Office, tmp_path: Path) -> None:
    one, file = office.session("1"), tmp_path / "new"
    for text in ("a", "b", "c"):
        write(one, file, text)
    assert file.read_text() == "c"


def test_a_file_that_was_never_read_may_be_written(office: Office, file: Path) -> None:
    write(office.session("1"), file, "x")


def test_a_tool_that_fails_after_a_change_leaves_its_name_on_it(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    two.read(str(file))
    with pytest.raises(OSError, match="disk full"), one.writing([str(file)], CancelToken()):
        file.write_text("half")
        raise OSError("disk full")
    with pytest.raises(ToolMistakeError, match="by session name-of-1"):
        write(two, file, "two")
    write(one, file, "whole")


# -- commands ---------------------------------------------------------------------------------------------------


def test_what_a_command_changed_is_told_once_with_who_has_read_it(office: Office, tmp_path: Path) -> None:
    one, two, three = (office.session(id) for id in "123")
    paths = {name: tmp_path / name for name in ("mine", "shared", "same", "gone")}
    for path in paths.values():
        path.write_text("old")
    one.read(str(paths["mine"]))
    for name in ("shared", "same", "gone"):
        two.read(str(paths[name]))
    three.read(str(paths["shared"]))
    paths["mine"].write_text("new")
    paths["shared"].write_text("new")
    paths["gone"].unlink()
    found = office.coordinator.after_command("1")
    assert sorted(found) == [
        Change(str(paths["gone"]), ("2",)),
        Change(str(paths["shared"]), ("2", "3")),
    ]
    assert office.coordinator.after_command("1") == []
    for files, name in ((two, "shared"), (one, "mine")):
        with pytest.raises(ToolMistakeError, match="was changed by a command of session name-of-1 since"):
            write(files, paths[name], "x")


def test_a_session_that_is_over_is_forgotten(office: Office, file: Path) -> None:
    one, two = office.session("1"), office.session("2")
    two.read(str(file))
    office.coordinator.forget("2")
    file.write_text("new")
    assert office.coordinator.after_command("1") == []
    two.read(str(file))  # its abandoned tool may still come here
    one.read(str(file))


def test_only_so_many_reads_are_remembered(office: Office, tmp_path: Path) -> None:
    one = office.session("1")
    files = [tmp_path / str(number) for number in range(READS_KEPT + 1)]
    for path in files:
        one.read(str(path))
    files[0].write_text("forgotten")
    write(one, files[0], "x")
    files[-1].write_text("remembered")
    with pytest.raises(ToolMistakeError):
        write(one, files[-1], "x")


# -- the log ----------------------------------------------------------------------------------------------------


def test_use_by_several_sessions_is_logged_once(office: Office, file: Path, lines: list[log.Line]) -> None:
    one, two = office.session("1"), office.session("2")
    one.read(str(file))
    assert lines == []
    two.read(str(file))
    two.read(str(file))
    assert [(line.session, line.message) for line in lines] == [
        ("name-of-2", f"{file} is used by name-of-1 too")
    ]


@pytest.mark.parametrize(("waited", "logged"), [(0.09, 0), (0.11, 1)])
def test_contention_is_logged(file: Path, lines: list[log.Line], waited: float, logged: int) -> None:
    now = [0.0]
    coordinator = FileAccessCoordinator(SECONDS, FileClaims(lambda: now[0]))
    told = Told()
    one = coordinator.session("1", lambda: "one", Told())
    two = coordinator.session("2", lambda: "two", told)
    with one.writing([str(file)], CancelToken()):
        task = Task(lambda: write(two, file, "two"))
        assert told.blocked.wait(SECONDS)
        now[0] += waited
    task.result()
    contention = [line.message for line in lines if line.message.startswith("waited ")]
    assert contention == [f"waited 110 ms for {file}, locked by one"] * logged
