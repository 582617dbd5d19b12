"""A coordinator's home: how many members stand where, and where everything else begins."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.assessment import Wave
from conversations.desk.deeds import Shown
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.people import Appointment
from conversations.roll import Progress, Roll
from conversations.world import Outcome


@dataclass(frozen=True, slots=True)
class HomeShown(Shown):
    """The scope, the open wave, and how many members are in each bucket (all four are there)."""

    appointment: Appointment
    wave: Wave | None
    buckets: Mapping[Progress, int]
    several_posts: bool


def open_home(scene: DeskScene, _: str) -> Outcome:
    """Show the home card; whatever was being filled in is let go."""
    roll = scene.find(Roll())
    buckets = {progress: sum(one.progress is progress for one in roll) for progress in Progress}
    assert scene.world.person is not None
    several = len(scene.world.person.appointments) > 1
    shown = HomeShown(scene.appointment, scene.world.wave, buckets, several)
    return scene.show(scene.desk.at(DeskView.HOME), shown)


VIEWS = {DeskView.HOME: open_home}
