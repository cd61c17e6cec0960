"""The models that a server lists: as a list to choose from, and the one that the user means.

Owns the list's look and the choice. Pure. Names come from a server: they are stripped of controls to be shown.
"""

from collections.abc import Sequence

from qmux.errors import UserError
from qmux.model.suggest import did_you_mean
from qmux.providers.base import ModelInfo
from qmux.terminal.sanitize import strip_controls


def model_list(models: Sequence[ModelInfo], current: str) -> str:
    """Return the models, numbered, with their context windows in tokens; * marks the current one."""
    if not models:
        return f"The server lists no models. The model is {current}; /model NAME -f takes another.\n"
    lines = [_line(number, model, current) for number, model in enumerate(models, 1)]
    return "\n".join([*lines, "/model NUMBER or /model NAME chooses one.", ""])


def chosen(models: Sequence[ModelInfo], typed: str) -> str:
    """Return the model that `typed` means, a name or a number of model_list(); raises UserError if it means none."""
    if typed in [model.name for model in models]:
        return typed
    if typed.isdecimal() and len(typed) < 10 and 0 < int(typed) <= len(models):
        return models[int(typed) - 1].name
    hint = did_you_mean(typed, [model.name for model in models]) or " /model lists them."
    raise UserError(f"The server lists no model “{typed[:80]}”.{hint} /model NAME -f takes a name as it is.")


def window_of(models: Sequence[ModelInfo], name: str) -> int | None:
    """Return the context window of a model in tokens, None where its server does not say."""
    return next((model.context_window for model in models if model.name == name), None)


def _line(number: int, model: ModelInfo, current: str) -> str:
    mark = "*" if model.name == current else " "
    window = f"  ({model.context_window:,} tokens)" if model.context_window else ""
    return f"{mark} {number:>2}. {strip_controls(model.name)}{window}"
