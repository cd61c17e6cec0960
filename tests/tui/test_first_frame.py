"""The first frame shows the very words that the view shows for no sessions."""

import pytest

from qmux.settings.config import defaults
from qmux.terminal.rows import Row
from qmux.tui.first_frame import LEAST_COLUMNS, LEAST_LINES, PROMPT, STATUS
from qmux.view.compose import compose
from qmux.view.sessions import NOBODY
from qmux.view.state import ViewState


@pytest.mark.parametrize(("columns", "lines"), [(LEAST_COLUMNS, LEAST_LINES), (80, 24), (200, 50)])
def test_the_first_frame_is_the_view_of_no_sessions(columns: int, lines: int) -> None:
    view = ViewState(columns, lines)
    view.restoring = True
    scene = compose(view, NOBODY, defaults(""), 0.0)
    rows: dict[int, Row] = {
        layer.rectangle.line + line: row for layer in scene.layers for line, row in enumerate(layer.rows)
    }
    assert rows[lines - 1].text.rstrip() == STATUS
    assert rows[lines - 2].text.rstrip() == PROMPT.rstrip()
    assert scene.cursor is not None
    assert scene.cursor[:2] == (len(PROMPT), lines - 2)
