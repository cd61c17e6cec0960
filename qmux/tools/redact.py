"""Secrets out of texts: keys, tokens and passwords in commands and URLs that are kept somewhere.

Owns what a secret looks like. No list can be complete: what is known (a key of the settings or the environment) is
replaced wherever it stands, what is not only where it looks like one. Pure; any thread.
"""

import re
from collections.abc import Iterable

HIDDEN = "***"

_SHORTEST = 8  # characters of a known secret; a shorter one would blot out ordinary words

_PATTERNS = (
    # Keys that say whose they are: OpenAI, Anthropic, GitHub, GitLab, Slack, Google, AWS, npm, and JSON Web Tokens.
    re.compile(r"\b(?:sk|pk|rk)-[\w-]{16,}|\bgh[a-z]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"),
    re.compile(r"\bxox[a-z]-[\w-]{10,}|\bAIza[\w-]{30,}|\bA(?:KIA|SIA)[A-Z0-9]{16}\b|\bnpm_\w{30,}"),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
)
_NAME = r"[\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|credentials?)"
_NAMED = re.compile(
    # token=..., "api_key": "...", --password ..., Authorization: Bearer ...
    rf"(?i)({_NAME}[\"']?\s*[:=]\s*[\"']?|--?{_NAME}\s+[\"']?|\b(?:bearer|basic)\s+)([^\s\"'&;|]+)"
)
_USER_IN_URL = re.compile(r"(://)[^/\s@]+@")


class Redactor:
    """Takes secrets out of texts; `known` are secrets by their value."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        # The longest first: one may begin with another.
        self._known = sorted({secret for secret in known if len(secret) >= _SHORTEST}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return `text` with asterisks for what is a secret, or looks like one."""
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        for pattern in _PATTERNS:
            text = pattern.sub(HIDDEN, text)
        text = _USER_IN_URL.sub(rf"\1{HIDDEN}@", text)
        return _NAMED.sub(rf"\1{HIDDEN}", text)

    def __repr__(self) -> str:
        return "Redactor()"  # without the secrets
