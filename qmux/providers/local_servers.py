"""What servers on one's own machine tell about their models beside OpenAI's list, which lacks the context window.

Owns the lists of LM Studio and of llama.cpp. Used by their clients, in the session's thread; windows are in tokens.
"""

from qmux.cancel import CancelToken
from qmux.providers.base import ModelInfo
from qmux.providers.exchange import Exchange
from qmux.providers.json_fields import JsonObject, object_field, objects_field, text_field, tokens_field
from qmux.providers.models import listed_models
from qmux.providers.server import RejectedError, Server


def lm_studio_models(server: Server, cancel: CancelToken) -> list[ModelInfo]:
    """Return the language models of an LM Studio, those that are loaded first; raises as Provider.models() does.

    OpenAI's list has the embedding models too, without saying which they are.
    """
    rows = objects_field(_asked(server, "/api/v0/models", cancel), "data")
    models = [row for row in rows if text_field(row, "type") != "embeddings"]
    models.sort(key=lambda row: text_field(row, "state") != "loaded")
    return listed_models({"data": models})


def llama_cpp_models(server: Server, cancel: CancelToken) -> list[ModelInfo]:
    """Return the model of a llama.cpp server with the window that it was started with; raises as models() does."""
    window = tokens_field(
        object_field(_asked(server, "/props", cancel), "default_generation_settings"), "n_ctx"
    )
    listed = listed_models(_asked(server, "/v1/models", cancel))
    return [ModelInfo(model.name, window or model.context_window) for model in listed]


def _asked(server: Server, path: str, cancel: CancelToken) -> JsonObject:
    """Return what `path` answers, counted from where OpenAI's paths begin; {} where there is no such path."""
    exchange = Exchange(server._replace(base_url=server.base_url.removesuffix("/v1")), server.bearer())
    try:
        return exchange.get(path, cancel)
    except RejectedError:
        return {}
    finally:
        exchange.close()
