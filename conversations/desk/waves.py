"""What can be asked, made so and shown of waves: the words of `conversations.desk.wave`, without any decision."""

from dataclasses import dataclass
from datetime import date

from conversations.assessment import Wave
from conversations.desk.deeds import Shown
from conversations.desk.instruments import LoadedInstrument
from conversations.desk.sought import Sought
from conversations.facts import DeskFact


@dataclass(frozen=True, slots=True)
class WaveStanding:
    """A wave with its instrument (``id@version``) and, in scope, how many members have begun and submitted."""

    wave: Wave
    instrument: str
    begun: int
    submitted: int
    told: bool
    """Its closing has been told already."""
    told_last: bool
    """It was its latest closing that was told; of any after it nobody has heard."""


@dataclass(frozen=True, slots=True)
class Waves(Sought[tuple[WaveStanding, ...]]):
    """All waves, the latest first."""


@dataclass(frozen=True, slots=True)
class Awaiting(Sought[tuple[int, ...]]):
    """The people (by id) who came while no wave was open and are to be told when one opens."""


@dataclass(frozen=True, slots=True)
class Unfinished(Sought[tuple[int, ...]]):
    """The focal points (by id) who can be reached and whose member has begun in a wave and not submitted."""

    wave: int


@dataclass(frozen=True, slots=True)
class WaveOpened(DeskFact):
    """A wave is open, on an instrument (``None``: the default one). Nobody waits for one any more."""

    name: str
    instrument: int | None
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class WaveTermSet(DeskFact):
    """The last day of a wave was announced, moved or taken back."""

    wave: int
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class WaveClosed(DeskFact):
    """A wave is closed; ``told``: word of it goes out now."""

    wave: int
    told: bool


@dataclass(frozen=True, slots=True)
class WaveReopened(DeskFact):
    """A closed wave is open again. Nobody waits for one any more."""

    wave: int
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class WaveShown(Shown):
    """How the open wave stands, or the latest one; ``None``: there has been none. ``runs``: it may be changed."""

    standing: WaveStanding | None
    runs: bool


@dataclass(frozen=True, slots=True)
class NewWaveShown(Shown):
    """What is proposed for a new wave. ``days`` are offered as its last; ``several`` instruments are there."""

    name: str
    instrument: LoadedInstrument
    closes_on: date | None
    days: tuple[date, ...]
    several: bool


@dataclass(frozen=True, slots=True)
class WaveInstrumentShown(Shown):
    """The instruments to choose from, the latest first."""

    instruments: tuple[LoadedInstrument, ...]


@dataclass(frozen=True, slots=True)
class WaveTermShown(Shown):
    """The last day of the open wave, with days to choose from."""

    wave: Wave
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class CloseWaveShown(Shown):
    """Asks whether to close; ``unfinished`` members have begun, ``told`` people would be told."""

    standing: WaveStanding
    told: int
