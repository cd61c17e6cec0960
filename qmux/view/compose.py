"""compose(): the whole picture, from what is so; next_change(): when it will change by time alone.

Owns the order of the layers, the cursor and the title. Leaves each part to its module. A row that shows the same as
in the last picture is the same object, so that the terminal draws only what changed. Main thread only; times are in
monotonic seconds unless called wall.
"""

from typing import TYPE_CHECKING

from qmux.terminal.rows import PaneModes, Row
from qmux.terminal.sanitize import strip_controls
from qmux.view.chooser_view import ages, chooser_layers, chooser_prompt
from qmux.view.copy_view import copy_prompt, cursor_cell, highlighted
from qmux.view.copying import pane_text
from qmux.view.indicator import Indicator, indicator, next_age
from qmux.view.layout import Layout, corner, layout, most_prompt_rows
from qmux.view.menu import menu_rows
from qmux.view.pane_view import Viewport, position_row, visible_rows
from qmux.view.prompt_view import SIGN, TRUSTING_SIGN, PromptPicture
from qmux.view.question import confirmation_picture, hint_of
from qmux.view.scene import Layer, Rectangle, Scene, SceneCursor, Target
from qmux.view.state import Moving
from qmux.view.statusline import next_tick, status_line

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.settings.config import Settings
    from qmux.view.copy_mode import CopyMode
    from qmux.view.sessions import Sessions
    from qmux.view.state import ViewState

_BUTTONS = 1000  # xterm's mouse mode that reports presses and releases, the wheel's among them


def compose(state: "ViewState", coordinator: "Sessions", settings: "Settings", now: float) -> Scene:
    """Return the picture of `state` at `now`, and note in `state.moving` what of it changes by time alone."""
    session = coordinator.active
    prompt = _prompt(state, session)
    areas = layout(state.columns, state.lines, len(prompt.rows))
    status = status_line(state, coordinator, areas.folded, now)
    state.moving = Moving(now, spinner=status.spinner)
    main, copy_cursor = _main_layers(state, coordinator, settings, areas)
    layers = [
        *main,
        Layer("prompt", areas.prompt, prompt.rows, prompt.clusters, prompt.targets),
        Layer("status", areas.status, (status.row,), {}, status.targets),
        *_popup_layers(state, areas.pane),
    ]
    cursor = copy_cursor or SceneCursor(prompt.column, areas.prompt.line + prompt.line, 0)
    return Scene(
        columns=state.columns,
        lines=state.lines,
        layers=tuple(layers),
        cursor=cursor if state.popup is None else None,
        title=_title(coordinator),
        modes=_modes(session, settings),
    )


def _main_layers(
    state: "ViewState", coordinator: "Sessions", settings: "Settings", areas: Layout
) -> tuple[list[Layer], SceneCursor | None]:
    """Return the chooser, or the pane with the overlay over it, and copy mode's cursor, if that is there."""
    wall = state.moving.time + state.wall_offset
    if state.chooser is not None:
        state.moving = state.moving._replace(since=ages(state.chooser, coordinator))
        return chooser_layers(state.chooser, coordinator, areas.pane, wall), None
    if state.found is not None:
        open_now = {session.id for session in coordinator.sessions}
        return [state.found.layer(areas.pane, open_now)], None
    layers, cursor = _pane_layers(state, coordinator.active, areas.pane)
    if not areas.folded and settings.flag("ui.show_session_indicator"):
        area = _clear_of_position(layers, areas.pane)
        overlay = indicator(coordinator, settings, area.columns, area.lines, wall)
        layers += _overlay_layers(overlay, area, settings.text("ui.indicator_position"))
        state.moving = state.moving._replace(since=overlay.since, snoozed=overlay.snoozed)
    return layers, cursor


def _popup_layers(state: "ViewState", pane: Rectangle) -> list[Layer]:
    if state.popup is None:
        return []
    place = _popup_place(pane, state.columns, state.lines)
    rows = state.popup.picture(place.columns, place.lines)
    return [Layer("popup", place, rows, {}, state.popup.targets)]


def _title(coordinator: "Sessions") -> str:
    """Return what the terminal's window is called: who is displayed, and how many others wait, seen from afar."""
    if coordinator.active is None:
        return "qmux"
    waiting = len(coordinator.waiting())
    mark = f" ({waiting} waiting)" if waiting else ""
    return f"qmux{mark}: {strip_controls(coordinator.active.name)}"


def next_change(state: "ViewState", coordinator: "Sessions", now: float) -> float | None:
    """Return when the last picture is due to change by time alone, `now` if that is past, None if never."""
    drawn, since, snoozed, spinner = state.moving
    changes = [next_age(began, drawn + state.wall_offset) - state.wall_offset for began in since]
    changes += [end - state.wall_offset for end in snoozed]
    message = state.message_at(drawn)
    if message is not None:
        changes.append(message.until)
    session = coordinator.active
    if spinner and session is not None and session.activity is not None:
        changes.append(next_tick(session.activity, drawn))
    return max(now, min(changes)) if changes else None


def _prompt(state: "ViewState", session: "ManagedSession | None") -> PromptPicture:
    """Return what stands in the prompt's place, with the hint above it where a third of the terminal has room."""
    most_rows = most_prompt_rows(state.lines)
    if state.confirmation is not None:
        return confirmation_picture(state.confirmation, state.columns, most_rows)
    if state.chooser is not None:
        return chooser_prompt(state.chooser, state.columns, most_rows)
    if state.found is not None:
        return state.found.prompt(state.columns)
    mode = state.copying.mode(session)
    if mode is not None:
        return copy_prompt(state.copying, mode, state.columns)
    if state.recall is not None:
        return state.recall.picture(state.columns, most_rows)
    name = "-" if session is None else strip_controls(session.name)
    above, targets = _above_prompt(state, session, most_rows)
    trusting = session is not None and session.permissions is not None and session.permissions.trust_all
    sign = TRUSTING_SIGN if trusting else SIGN
    picture = state.prompt_view.picture(state.prompt, name, state.columns, most_rows - len(above), sign)
    return picture.below(above, targets)


def _above_prompt(
    state: "ViewState", session: "ManagedSession | None", most_rows: int
) -> tuple[tuple[Row, ...], tuple[Target, ...]]:
    """Return the rows above the prompt's text, which keeps one of `most_rows` at the least, and what to click on."""
    if most_rows == 1:
        return (), ()
    if state.menu is not None:
        return menu_rows(state.menu, state.columns, most_rows - 1)
    hint = hint_of(session, state.columns, "submit")
    return ((), ()) if hint is None else ((hint.row,), hint.targets)


def _pane_layers(
    state: "ViewState", session: "ManagedSession | None", area: Rectangle
) -> tuple[list[Layer], SceneCursor | None]:
    """Return the pane's layer, the mark of the position in its corner while it is scrolled back or in copy mode, and
    copy mode's cursor, if it is there and not in the pattern that is typed."""
    if session is None or session.pane is None or area.lines == 0:
        return [Layer("pane", area, (), {})], None
    pane, frame = session.pane, session.pane.frame
    view = state.viewport(session, frame, area.lines)
    rows = visible_rows(
        frame, view, area.lines, lambda first, count: state.history.read(pane, frame, first, count)
    )
    mode, cursor = state.copying.mode(session), None
    if mode is not None:
        rows = highlighted(rows, mode, pane_text(pane, frame, area.lines), view)
        asked = mode.asking or state.confirmation is not None
        cursor = None if asked else _copy_cursor(mode, view, area)
    layers = [Layer(f"pane {session.number}", area, rows, frame.clusters)]
    if view.scroll or mode is not None:
        mark = position_row(view)
        layers.append(Layer("position", corner(area, "top-right", len(mark.text), 1), (mark,), {}))
    return layers, cursor


def _copy_cursor(mode: "CopyMode", view: Viewport, area: Rectangle) -> SceneCursor:
    column, line = cursor_cell(mode, view)
    return SceneCursor(
        area.column + min(column, area.columns - 1), area.line + max(0, min(line, area.lines - 1)), 0
    )


def _popup_place(pane: Rectangle, columns: int, lines: int) -> Rectangle:
    """Return where a popup lies: over the pane, over everything where that has no room for a title and a row."""
    return pane if pane.lines >= 2 else Rectangle(0, 0, columns, lines)


def _modes(session: "ManagedSession | None", settings: "Settings") -> PaneModes:
    """Return what the terminal is to do for the pane, and the mouse's buttons, which include its wheel, if wanted."""
    modes = PaneModes() if session is None or session.pane is None else session.pane.frame.modes
    return modes._replace(mouse=_BUTTONS) if settings.flag("ui.mouse") and not modes.mouse else modes


def _clear_of_position(layers: list[Layer], area: Rectangle) -> Rectangle:
    """Return the part of the pane where the overlay may be: not over the mark of the position."""
    if not any(layer.name == "position" for layer in layers):
        return area
    return area._replace(line=area.line + 1, lines=area.lines - 1)


def _overlay_layers(overlay: Indicator, area: Rectangle, position: str) -> list[Layer]:
    """Return the overlay's layer, if there is anything in it."""
    if not overlay.rows:
        return []
    place = corner(area, position, overlay.columns, len(overlay.rows))
    return [Layer("overlay", place, overlay.rows, {}, overlay.targets)]
