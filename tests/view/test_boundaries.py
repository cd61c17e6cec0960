"""Ends of clusters, found from any place in a text."""

from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.width import clusters
from qmux.view.boundaries import boundary_after, boundary_before, next_boundary, previous_boundary

PIECES = st.sampled_from(
    ["a", " ", "\n", "é", "\u0301", "漢", "👩‍🚀", "\U0001f1e9", "\U0001f1ea", "ที่", "\u200d"]
)
TEXTS = st.lists(PIECES, max_size=20).map("".join)


def ends(text: str) -> list[int]:
    places = [0]
    for cluster, _ in clusters(text):
        places.append(places[-1] + len(cluster))
    return places


@given(TEXTS)
def test_every_place_knows_its_neighbors(text: str) -> None:
    places = ends(text)
    for index in range(len(text) + 1):
        assert boundary_after(text, index) == min(place for place in places if place >= index)
        assert boundary_before(text, index) == max(place for place in places if place <= index)
    for place in places:
        assert next_boundary(text, place) == min((end for end in places if end > place), default=len(text))
        assert previous_boundary(text, place) == max((start for start in places if start < place), default=0)


def test_far_from_the_start_the_same_clusters_are_found() -> None:
    text = "漢字 e\u0301 👩‍🚀\n" * 1_000
    middle = len(text) // 2
    near = [place for place in ends(text) if abs(place - middle) < 300]
    assert [boundary_after(text, place) for place in near] == near
    assert [next_boundary(text, place) for place in near[:-1]] == near[1:]
