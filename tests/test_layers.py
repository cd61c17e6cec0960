"""The storeys of qmux and the homes of its libraries, checked in every file's imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "qmux"
FILES = sorted(ROOT.rglob("*.py"))

# Storeys: a module imports only from lower ones, or from its own package.
STOREYS = [
    {"errors", "paths", "log", "posix", "cancel", "threads", "log_file", "files", "allocator"},
    {"model"},
    {"settings", "http"},
    {"providers", "tools", "terminal", "storage"},
    {"engine"},
    {"view"},
    {"commands"},
    {"tui"},
    {"cli", "app", "docgen", "__main__"},
]
STOREY = {name: level for level, names in enumerate(STOREYS) for name in names}

# Each library that is slow, foreign or not on every system has one home, relative to qmux/.
HOMES = {
    "curses": {"tui/curses_terminal.py", "tui/full_screen.py", "tui/first_frame.py", "tui/windows.py"},
    "pyte": {"terminal/screen.py", "terminal/stream.py"},
    "httpx": {"http.py"},
    "markdown_it": {"engine/markdown/inline.py"},
    "pygments": {"engine/markdown/code.py", "engine/markdown/lexing.py"},
    "sqlite3": {"storage/database.py"},
    "platformdirs": {"paths.py"},
    "logging": {"log_file.py"},
    "tomllib": {"settings/toml.py"},
    "pty": {"posix.py"},
    "tty": {"posix.py"},
    "termios": {"posix.py"},
    "fcntl": {"posix.py"},
    "ctypes": {"allocator.py"},
    "dataclasses": set(),
    "argparse": set(),
    "asyncio": set(),
    "subprocess": {"tools/child.py"},
}


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield each imported module's full name, its line, and whether it is a nested (lazy) import."""
    tree = ast.parse(path.read_text())
    top = set(map(id, _top_level(tree.body)))
    for node in ast.walk(tree):
        nested = id(node) not in top
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, nested
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno, nested


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run, or are only typed, when the module is imported."""
    for node in body:
        yield node
        if isinstance(node, ast.If):
            yield from _top_level(node.body)
            yield from _top_level(node.orelse)
        elif isinstance(node, ast.Try):
            yield from _top_level(node.body)


def unit(path: Path) -> str:
    """Return the package or module directly below qmux/ that `path` belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    here = unit(path)
    if here == "__init__":
        return
    for name, line, _ in imports(path):
        parts = name.split(".")
        if parts[0] != "qmux" or parts[1] == "__version__":
            continue
        there = parts[1]
        assert there in STOREY, f"{path}:{line}: {there} is on no storey"
        same_room = there == here or STOREY[there] == 0 == STOREY[here] or here in STOREYS[-1]
        assert same_room or STOREY[there] < STOREY[here], f"{path}:{line}: {here} imports {there}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_library_has_one_home(path: Path) -> None:
    relative = str(path.relative_to(ROOT))
    for name, line, _ in imports(path):
        library = name.split(".")[0]
        if library in HOMES:
            assert relative in HOMES[library], f"{relative}:{line} imports {library}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_composition_root_imports_late(path: Path) -> None:
    if unit(path) in {"app", "cli"}:
        return
    late = [(name, line) for name, line, nested in imports(path) if nested]
    assert not late, f"{path}: {late}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), f"{path} has no docstring"
