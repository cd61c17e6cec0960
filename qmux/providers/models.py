"""Lists of models, as the servers of many makers write them.

Owns finding names and context windows in them. No threads; windows are in tokens.
"""

from qmux.providers.base import ModelInfo
from qmux.providers.json_fields import JsonObject, object_field, objects_field, text_field, tokens_field

# How servers call the context window: Anthropic, vLLM, OpenRouter, Groq, and LM Studio's own list with the window of
# a model as it is loaded before the one that it could have.
_WINDOWS = (
    "max_input_tokens",
    "max_model_len",
    "loaded_context_length",
    "context_length",
    "context_window",
    "max_context_length",
)


def listed_models(reply: JsonObject) -> list[ModelInfo]:
    """Return the models of a reply to GET /models, in its order."""
    rows = objects_field(reply, "data")
    return [ModelInfo(name, window_in(row)) for row in rows if (name := text_field(row, "id"))]


def window_in(row: JsonObject) -> int | None:
    """Return the context window that one model's row tells, in the row itself or, as llama.cpp has it, in `meta`."""
    counts = (tokens_field(row, name) for name in _WINDOWS)
    told = next((count for count in counts if count), None)
    return told or tokens_field(object_field(row, "meta"), "n_ctx") or None
