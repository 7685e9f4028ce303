"""Who draws on an annotation: the first, until it leaves, is taken over from or falls silent."""

from __future__ import annotations

from curator.workflow.presence import GONE, Presence


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def drawer(presence: Presence, annotation: int = 1) -> str | None:
    found = presence.who(annotation)
    return None if found is None else found.author


def test_the_first_draws_and_the_second_hears_who() -> None:
    presence = Presence()
    assert drawer(presence) is None
    assert presence.draw(1, "browser-a", "Ann").author == "Ann"
    assert presence.draw(1, "browser-b", "Bea").author == "Ann"
    assert presence.draw(2, "browser-b", "Bea").author == "Bea"
    assert (drawer(presence), drawer(presence, 2)) == ("Ann", "Bea")


def test_who_takes_over_draws_and_the_first_hears_it() -> None:
    presence = Presence()
    presence.draw(1, "browser-a", "Ann")
    presence.take_over(1, "browser-b", "Bea")
    assert presence.draw(1, "browser-a", "Ann").author == "Bea"


def test_only_who_draws_can_leave() -> None:
    presence = Presence()
    presence.draw(1, "browser-a", "Ann")
    presence.leave(1, "browser-b")
    assert drawer(presence) == "Ann"
    presence.leave(1, "browser-a")
    presence.leave(1, "browser-a")
    assert drawer(presence) is None


def test_who_is_not_heard_of_any_more_is_gone() -> None:
    clock = Clock()
    presence = Presence(clock)
    presence.draw(1, "browser-a", "Ann")
    clock.now += GONE
    assert presence.draw(1, "browser-b", "Bea").author == "Ann"
    clock.now += 1
    assert presence.draw(1, "browser-b", "Bea").author == "Bea"
    clock.now += GONE + 1
    assert drawer(presence) is None


def test_a_word_now_and_then_is_enough_to_stay() -> None:
    clock = Clock()
    presence = Presence(clock)
    for _ in range(5):
        presence.draw(1, "browser-a", "Ann")
        clock.now += GONE - 1
    assert presence.draw(1, "browser-b", "Bea").author == "Ann"
