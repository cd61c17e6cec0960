"""What keys do in a list that lies over the pane."""

from qmux.commands.command import Command, Scope
from qmux.commands.handlers import popup
from qmux.commands.tables.arguments import LINES
from qmux.view.popup import Popup

ROWS: tuple[Command, ...] = (
    Command("popup-up", Scope.KEY, "Scroll back by a line or more", popup.lines_up, (LINES,)),
    Command("popup-down", Scope.KEY, "Scroll on by a line or more", popup.lines_down, (LINES,)),
    Command(
        "popup-page-up", Scope.KEY, "Scroll back by a page", popup.turn(lambda shown: shown.turn_page(-1))
    ),
    Command(
        "popup-page-down", Scope.KEY, "Scroll on by a page", popup.turn(lambda shown: shown.turn_page(1))
    ),
    Command("popup-top", Scope.KEY, "Show the beginning", popup.turn(Popup.go_to_top)),
    Command("popup-bottom", Scope.KEY, "Show the end", popup.turn(Popup.go_to_bottom)),
    Command("popup-close", Scope.KEY, "Close the list", popup.close),
)
