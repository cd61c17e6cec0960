"""Discovery: the model servers that run on this machine, found by asking their usual ports.

Owns the ports and what tells a model server from the many other programs that listen there. Runs in a session's
thread: a port where nobody listens answers at once, and a silent program costs _TIMEOUT seconds.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.errors import RetryableError
from qmux.http import HttpClient
from qmux.providers.choice import Choice, chosen_row
from qmux.providers.json_fields import JsonObject, objects_field, parse_object, text_field
from qmux.providers.table import ROWS

_TIMEOUT = 0.3  # seconds; a server on this machine answers within a few milliseconds
_LONGEST_LIST = 1024 * 1024  # bytes of a list of models


class Place(NamedTuple):
    """Where a server of the row `name` may be.

    Its list of models is at `path`, under `field`; `owner` is what it calls the models' owner, "" where the port is
    its own alone.
    """

    name: str
    base_url: str
    path: str = "/models"
    field: str = "data"
    owner: str = ""


# In the order in which they are asked. 8000 and 8080 are everybody's ports. llama.cpp's examples use 9931 of late.
PLACES = (
    Place("ollama", "http://127.0.0.1:11434", "/api/tags", "models"),
    Place("lmstudio", "http://127.0.0.1:1234/v1"),
    Place("llamacpp", "http://127.0.0.1:8080/v1", owner="llamacpp"),
    Place("llamacpp", "http://127.0.0.1:9931/v1", owner="llamacpp"),
    Place("vllm", "http://127.0.0.1:8000/v1", owner="vllm"),
)


def discover(
    cancel: CancelToken, settings: Mapping[str, str], places: Iterable[Place] = PLACES
) -> Choice | None:
    """Return the first server that runs on this machine and has a model, or None.

    Arguments:
        settings: may hold api.model and api.context_window; a key that it holds is for another server.

    Raises:
        Cancelled: through `cancel`.
    """
    for place in places:
        if _answers(place, cancel):
            kept = {name: settings.get(name, "") for name in ("api.model", "api.context_window")}
            return chosen_row(ROWS[place.name], {**kept, "api.base_url": place.base_url}, {})
    return None


def _answers(place: Place, cancel: CancelToken) -> bool:
    models = objects_field(_asked(place, cancel), place.field)
    return bool(models) and (not place.owner or text_field(models[0], "owned_by") == place.owner)


def _asked(place: Place, cancel: CancelToken) -> JsonObject:
    client = HttpClient(place.base_url, {}, _TIMEOUT, _TIMEOUT)
    try:
        with client.stream("GET", place.path, None, cancel) as reply:
            return parse_object(reply.read(_LONGEST_LIST)) if reply.status == 200 else {}
    except (RetryableError, ValueError):
        return {}
    finally:
        client.close()
