"""What every test gets: a home of its own, no key and no server of the machine it runs on."""

import os
from pathlib import Path

import pytest

from qmux import log

# Whatever could lead a test to the user's own files, keys, servers or colours.
_PREFIXES = (
    "XDG_",
    "QMUX_",
    "ANTHROPIC_",
    "OPENAI_",
    "OLLAMA_",
    "AWS_",
    "OPENROUTER_",
    "LM_",
    "LLAMA_",
    "VLLM_",
)
_NAMES = (
    "NO_COLOR",
    "TMUX",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the emulator's fuzzer run longer than in CI."""
    parser.addoption("--fuzz-seconds", type=float, default=5.0, help="how long the terminal is fuzzed")


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty HOME and take away keys and proxies; return that home."""
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name in _NAMES:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("LANG", "C.UTF-8")
    log.detach()
    return home
