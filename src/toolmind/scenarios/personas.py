"""Who the user is: drawn from tables by combination, or from a file of the user's own."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random
from typing import Any

import orjson

from toolmind.errors import DataError
from toolmind.files import read_text
from toolmind.records import Record
from toolmind.text.stems import stem
from toolmind.text.words import words

_OCCUPATIONS = (
    "midwife,school librarian,bus driver,tax accountant,electrician,barista,site manager,violinist,"
    "data analyst,veterinary nurse,paralegal,pastry chef,warehouse supervisor,sociology student,"
    "retired surveyor,freelance illustrator,hotel receptionist,network engineer,physiotherapist,"
    "dairy farmer,wedding photographer,insurance adjuster,primary school teacher,translator,"
    "union organiser,bicycle mechanic,pharmacist,museum guide,recruiter,security researcher,"
    "landscape gardener,radio producer,customs officer,dentist,product manager,ferry captain,"
    "hairdresser,city councillor,biology postdoc,carpenter,real estate agent,game tester,"
    "social worker,sommelier,church organist,railway dispatcher,event planner,tattoo artist,"
    "procurement officer,swimming coach,astronomy teacher,copy editor,ambulance driver,"
    "nutritionist,backend developer,florist,probation officer,charity treasurer,stage technician,"
    "locksmith,marine biologist,call centre lead,furniture restorer,speech therapist"
).split(",")
_SITUATIONS = (
    "is moving house within weeks|has just changed jobs|looks after an ageing parent|"
    "is back from a long illness|shares the household with three teenagers|works night shifts|"
    "runs a small side business|is planning a wedding|has a deadline tomorrow|lives alone with two "
    "dogs|is on parental leave|is travelling with only a phone|took this over from a colleague who "
    "left|is saving for a first home|is helping a friend who is not good with computers|has a "
    "broken wrist and types with one hand|is new in town|is preparing for an audit|has promised "
    "this to the boss|is about to retire|is studying for an exam at night|waits at a railway "
    "station|is recovering from a burglary|has guests arriving on Friday|is setting up a club|"
    "got a bill that cannot be right|is training for a marathon|is in the middle of a divorce|"
    "volunteers at a food bank at weekends|has little patience left for paperwork|is learning the "
    "language|is organising a family reunion|just won a small grant|commutes two hours a day|"
    "is covering for the whole team this week|is clearing out an inherited house"
).split("|")
_PLACES = (
    "Porto,Leeds,Tromsø,Lyon,Kraków,Nairobi,Osaka,Medellín,Halifax,Adelaide,Izmir,Ghent,Tucson,"
    "Lagos,Pune,Cebu City,Tallinn,Graz,Montevideo,Cork,Malmö,Winnipeg,Busan,Accra,Bologna,Seville,"
    "Chiang Mai,Des Moines,Galway,Leipzig,Rabat,Wellington,Split,Tainan,Zaragoza,Boise,Antwerp,"
    "Kigali,Oaxaca,Turku,Plymouth,Baku,Durban,Savannah,Utrecht,Hobart,Brno,Recife,Aarhus,Amman"
).split(",")
_TEMPERAMENTS = (
    "calm and exact,chatty,in a hurry,dry and ironic,anxious to get it right,warm,blunt,formal,"
    "easily sidetracked,patient,sceptical of machines,cheerful,terse,apologetic,methodical,"
    "a little scattered,demanding but fair,curious,tired tonight,matter-of-fact"
).split(",")
_NAMES = (
    "Amara Ingrid Tomás Wei Leila Marek Priya Jonas Aoife Kwame Sofia Dmitri Hana Luca Nadia Owen "
    "Yuki Farid Greta Mateo Zofia Samuel Anjali Pierre Chiara Emeka Lotte Hugo Mina Ravi Elena "
    "Callum Thandi Niko Beatriz Arjun Freya Idris Paola Viktor Noor Declan Salma Henrik Rosa Jamal "
    "Ilse Bruno Keiko Tariq Maeve Andrés Olga Felix Zainab Piotr Carmen Ewan Linh Stefan"
).split()
_YOUNGEST, _OLDEST = 19, 81
_TELLING = 4
"""Letters of a word that tells something of a situation (ours)."""


class Persona(Record, frozen=True):
    """Who a user is, in a sentence. `occupation` is the part of it that a writer may change.

    `manner` is what is left of it where the writer says who this is, as in a world that has people
    of its own; `name` is one to fall back on there. A user's own personas have neither.
    """

    text: str
    occupation: str = ""
    name: str = ""
    manner: str = ""

    def retold(self, name: str, occupation: str) -> str:
        """Return who this is with what a writer made of it; empty is what they left as it is.

        Of one who has a name of the writer's only the manner is kept. A situation that the writer's
        occupation has in it ("a surveyor about to retire") is not said again.
        """
        if not name and not (self.occupation and occupation):
            return self.text
        situation, _, temperament = self.manner.partition("; ")
        manner = temperament if _is_told(situation, occupation) else self.manner
        if name:
            return ", ".join(filter(None, (name, occupation, manner))) + "."
        return self.text.replace(self.occupation, occupation, 1).replace(self.manner, manner)

    def plain(self) -> Persona:
        """Return who this is without what they are going through, which is beside the matter."""
        if not self.manner:
            return self
        return Persona(self.text.removesuffix(f", {self.manner}."), self.occupation, self.name)


class Personas:
    """The personas of a run: each scenario's own, the same for the same seed.

    Without a file each is put together from tables (ours), of 3·10^9 combinations. Those of a file
    come in a shuffled order, and again when all had their turn.
    """

    def __init__(self, seed: int, file: str = "") -> None:
        self._seed = seed
        self._own = read_personas(Path(file)) if file else ()

    @property
    def digest(self) -> str:
        """A short hash of the personas of a file; enters the run's fingerprint."""
        return hashlib.sha256(repr(self._own).encode()).hexdigest()[:16] if self._own else ""

    def draw(self, index: int) -> Persona:
        """Return the persona of one scenario."""
        if not self._own:
            return _combined(Random(f"{self._seed}|persona|{index}"))
        round_, place = divmod(index, len(self._own))
        order = list(range(len(self._own)))
        Random(f"{self._seed}|personas|{round_}").shuffle(order)
        return self._own[order[place]]


def _combined(rng: Random) -> Persona:
    name, age = rng.choice(_NAMES), rng.randint(_YOUNGEST, _OLDEST)
    occupation, place = rng.choice(_OCCUPATIONS), rng.choice(_PLACES)
    situation, temperament = rng.choice(_SITUATIONS), rng.choice(_TEMPERAMENTS)
    manner = f"{situation}; {temperament}"
    text = f"{name}, {age}, {occupation} in {place}, {manner}."
    return Persona(text, occupation, name, manner)


def _is_told(situation: str, occupation: str) -> bool:
    """Say whether words of an occupation tell a situation: half of what its own words say."""
    told = {stem(word) for word in words(occupation)}
    own = {stem(word) for word in words(situation) if len(word) >= _TELLING}
    return bool(own) and 2 * len(own & told) >= len(own)


def read_personas(file: Path) -> tuple[Persona, ...]:
    """Return a user's own personas: one a line, as text, a JSON string or `{"persona": "…"}`.

    Empty lines are passed over.

    Raises:
        DataError: the file cannot be read or holds none, or a line is no persona; names the row.
    """
    lines = enumerate(read_text(file).splitlines(), start=1)
    found = tuple(_persona(line.strip(), file, row) for row, line in lines if line.strip())
    if not found:
        remedy = "Write one a line, or leave `scenarios.personas` out."
        raise DataError("there is no persona in it", file=str(file), remedy=remedy)
    return found


def _persona(line: str, file: Path, row: int) -> Persona:
    value: Any = line
    if line[0] in '{["':
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise DataError(
                f"not JSON: {error}", file=str(file), row=row, remedy="Mend the line."
            ) from None
    text = value.get("persona") if isinstance(value, dict) else value
    if not (isinstance(text, str) and text.strip()):
        remedy = 'Give a text, or an object {"persona": "a text"}.'
        raise DataError("no persona", file=str(file), row=row, field="persona", remedy=remedy)
    return Persona(text.strip())
