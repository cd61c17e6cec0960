"""Whole pictures, as lines of text."""
from tests.view.standins import World, session, with_pane, StandInPane

def test_smoke():
    w = World(with_pane(session(1, "fix-login"), StandInPane(["hello", "", ""])), session(2,"b",reason=None))
    for l in w.screen(): print(l)
    w.state.resize(1,1); print(w.screen())
    w.state.resize(2,5); print(w.screen())
