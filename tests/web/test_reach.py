"""Who reaches what: every route, as every role, from everywhere, against what `access` says.

One walk through the whole house, with cases of every secrecy in several regions, each told in a
word of its own. What may be expected of an answer is not listed here but asked of the one pure
function; the only list is which role works with which page, ``SEES``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from application import reading_desk
from application.register import RecordUnavailable
from domain import access
from domain.access import Target
from domain.kernel import Compartment, Role, Secrecy
from domain.reading import is_noted
from domain.regions import contains
from projections.figures import FigureName
from tests.office import (
    Person,
)
from tests.web.house import House, Window
from tests.web.machine import Machine
from tests.web.test_guards import READERS, SEES, SENDS
from web import acts

REGENCY = "31.74"
TEBET, GAMBIR, CICENDO = "31.74.09", "31.71.01", "32.73.06"

TEXTLESS = frozenset({"/naskah/{letter_id}.pdf", "/naskah/{letter_id}.docx"})
"""Files whose words are pressed: their status is looked at, and not their bytes."""

SEARCH = "/cari?q=perkara"
BY_NAME = frozenset({"pack_id", "caucus_id"})
"""Opened only for who stands in it by name: never for more than `access` says, often for fewer."""

ELSEWHERE = frozenset({"member_id", "activity_id", "declaration_id", "playbook_id", "dossier_id"})
"""Records of no case, each with tests of its own (`test_registers`, `test_privacy`)."""


@dataclass
class Told:
    """One thing that happened: where, how secret, by what words it is known, by which ids."""

    name: str
    region: str
    secrecy: Secrecy
    compartment: Compartment | None = None
    reporters: frozenset[UUID] = frozenset()
    liaisons: frozenset[UUID] = frozenset()
    seated: frozenset[UUID] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def report_word(self) -> str:
        return f"laporankanari{self.name}"

    @property
    def case_word(self) -> str:
        return f"kasuskanari{self.name}"

    @property
    def noted(self) -> bool:
        return is_noted(self.secrecy, self.compartment)

    def reads_report(self, person: Person) -> bool:
        return person.id in self.reporters or self._reads(person, frozenset())

    def reads_case(self, person: Person, liaisons: frozenset[UUID] | None = None) -> bool:
        return self._reads(person, self.liaisons if liaisons is None else liaisons)

    def _reads(self, person: Person, liaisons: frozenset[UUID]) -> bool:
        target = Target(
            region=self.region,
            secrecy=self.secrecy,
            liaisons=liaisons,
            compartment=self.compartment,
        )
        return access.may_read(person.standing, target, person.id)


@dataclass
class Answer:
    """What one person got from one address."""

    person: Person
    path: str
    about: Told | None
    status: int
    text: str
    stored: str
    noted: int

    def __repr__(self) -> str:
        about = f" of {self.about.name}" if self.about else ""
        return f"{self.person.name}: {self.path}{about} -> {self.status}"


@dataclass
class World:
    """The house, what happened in it, who is in it, and what each of them got."""

    house: House
    told: list[Told]
    people: list[Person]
    statics: dict[str, str]
    answers: list[Answer]

    def window(self, person: Person) -> Window:
        return self.house.window(person)


# -- the house -----------------------------------------------------------------------------------


def newcomers() -> list[Person]:
    """Everybody the usual cast lacks: other regions, other clearances, other compartments."""

    def one(name: str, role: Role, region: str, clearance: Secrecy, *apart: Compartment) -> Person:
        return Person(name, uuid4(), role, "Kantor", region, clearance, apart)

    return [
        one("officer.kota", Role.CASE_OFFICER, "31.74", Secrecy.SECRET),
        one("officer.pusat", Role.CASE_OFFICER, "31.71", Secrecy.SECRET),
        one("officer.jabar", Role.CASE_OFFICER, "32", Secrecy.TOP_SECRET),
        one("officer.rendah", Role.CASE_OFFICER, "31", Secrecy.OPEN),
        one("officer.tinggi", Role.CASE_OFFICER, "31", Secrecy.TOP_SECRET),
        one("officer.intel", Role.CASE_OFFICER, "31", Secrecy.SECRET, Compartment.INTELLIGENCE),
        one("supervisor.kota", Role.SUPERVISOR, "31.74", Secrecy.SECRET),
        one("governor.jabar", Role.GOVERNOR, "32", Secrecy.TOP_SECRET),
        one("auditor.nasional", Role.AUDITOR, "", Secrecy.TOP_SECRET),
        one("liaison.jabar", Role.LIAISON, "32", Secrecy.SECRET),
        one("reporter.lain", Role.REPORTER, "31", Secrecy.SECRET),
    ]


def tell(house: House, people: dict[str, Person]) -> list[Told]:
    """What happened; the second of them came as far as a letter, a pack and a caucus."""
    cast = house.cast
    common, top, intel = cast.officer, people["officer.tinggi"], people["officer.intel"]
    return [
        _case(house, Told("biasa", TEBET, Secrecy.OPEN), people["reporter.lain"], common),
        _case(house, Told("rahasia", TEBET, Secrecy.SECRET), cast.reporter, common, full=True),
        _case(house, Told("pusat", GAMBIR, Secrecy.RESTRICTED), common, common),
        _case(
            house,
            Told("jabar", CICENDO, Secrecy.RESTRICTED),
            people["officer.jabar"],
            people["officer.jabar"],
        ),
        _case(house, Told("sangat", TEBET, Secrecy.TOP_SECRET), top, top),
        _pointer(house, Told("intel", TEBET, Secrecy.SECRET, Compartment.INTELLIGENCE), intel),
    ]


def _case(house: House, told: Told, teller: Person, officer: Person, *, full: bool = False) -> Told:
    cast = house.cast
    report = cast.file_report(
        by=teller,
        title=f"Adu mulut {told.report_word}",
        facts=f"Menurut {told.report_word} begitu.",
        region=told.region,
        secrecy=told.secrecy,
    )
    case = cast.open_case(report, by=officer, title=f"Perkara {told.case_word}")
    told.reporters = frozenset({teller.id})
    told.ids = {"report_id": str(report), "case_id": str(case)}
    if full:
        _grown(house, told, case)
    held = [told.ids[name] for name in ("report_id", "case_id", "task_id") if name in told.ids]
    sha = {cast.attach(UUID(each), by=officer).sha256 for each in held}.pop()
    told.ids |= {"position": _first_moment(house, case), "sha": sha}
    return told


def _grown(house: House, told: Told, case: UUID) -> None:
    cast = house.cast
    chain_ = (cast.liaison, cast.second_liaison)
    task = cast.assign_task(case, chain=chain_, instruction=f"Amati {told.case_word}.")
    cast.acknowledge(task)
    cast.report_task(task)
    cast.verify(case, summary=f"Benar adanya {told.case_word}.")
    cast.propose_escalation(case)
    cast.approve_escalation(case)
    letter = cast.draft_letter(case)
    cast.approve_letter(letter)
    pack = cast.send_pack(case, letters=(letter,), summary=f"Ikhtisar {told.case_word}.")
    caucus = cast.note_caucus(cast.schedule_deliberation(case), note=f"Kata {told.case_word}.")
    told.liaisons = frozenset({cast.liaison.id})
    told.seated = frozenset({cast.governor.id, cast.liaison.id, cast.second_liaison.id})
    told.ids |= {"task_id": str(task)}
    cast.assign_task(case, chain=chain_, position_seen=cast.file(case).position)
    told.ids |= {"decided": str(cast.file(case).timeline[-1].position)}
    told.ids |= {"letter_id": str(letter), "pack_id": str(pack), "caucus_id": str(caucus)}


def _pointer(house: House, told: Told, officer: Person) -> Told:
    cast = house.cast
    report = cast.file_pointer(
        by=officer, title=f"Rujukan {told.report_word}", region=told.region, secrecy=told.secrecy
    )
    case = cast.open_case(report, by=officer, title=f"Perkara {told.case_word}")
    told.reporters = frozenset({officer.id})
    told.ids = {"report_id": str(report), "case_id": str(case)}
    told.ids |= {"position": _first_moment(house, case)}
    return told


def _first_moment(house: House, case: UUID) -> str:
    return str(house.cast.file(case).timeline[0].position)


# -- the walk ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(lasting_house: House) -> World:
    """Everybody has been everywhere; the tests below look at what they got."""
    house = lasting_house
    came = {person.name: person for person in newcomers()}
    for person in came.values():
        house.cast.give_role(person)
        house.give_account(person)
    told = tell(house, came)
    house.catch_up()
    usual = [each for each in house.cast.people if each is not house.cast.second_officer]
    people = [*usual, *came.values()]
    statics = {
        "name": FigureName.VERIFY.value,
        "code": REGENCY,
        "version": house.cast.policy.version,
    }
    statics |= {"path": "level", "person_id": str(house.cast.officer.id)}
    statics |= {"client": str(Machine(house, Role.REPORTER).person.id)}
    found = World(house, told, people, statics, [])
    found.answers = list(_walked(found))
    return found


def _walked(world: World) -> Iterator[Answer]:
    for person in world.people:
        window = world.window(person)
        for path, about, address in _addresses(world):
            before = _readings(world)
            answer = window.client.get(address)
            yield Answer(
                person=person,
                path=path,
                about=about,
                status=answer.status_code,
                text="" if path in TEXTLESS else answer.text.casefold(),
                stored=answer.headers.get("cache-control", ""),
                noted=_readings(world) - before,
            )


def _addresses(world: World) -> Iterator[tuple[str, Told | None, str]]:
    """Every route with every id there is for it; a route nobody can fill in fails the walk."""
    for path in sorted(SEES):
        wanted = set(re.findall(r"{(\w+)}", path))
        if wanted & ELSEWHERE:
            continue
        if wanted <= world.statics.keys():
            yield path, None, path.format(**world.statics)
            continue
        fitting = [each for each in world.told if wanted <= each.ids.keys() | world.statics.keys()]
        assert fitting, f"{path}: nothing here has {wanted}; tell of it in `tell`"
        for told in fitting:
            yield path, told, path.format(**(world.statics | told.ids))
    yield SEARCH, None, SEARCH


def _readings(world: World) -> int:
    with world.house.office.datastore.reading() as cursor:
        row = cursor.execute(
            "SELECT count(*) AS n FROM rukun.event WHERE topic = 'reading.noted'"
        ).fetchone()
    return int(row["n"]) if row else 0


def _events(world: World) -> int:
    """How much was written, readings apart."""
    return world.house.cast.register.log.head() - _readings(world)


def _slugs(path: str) -> list[str]:
    """Every act such a page knows; one is enough where the path itself names it."""
    if "{slug}" not in path:
        return [""]
    return [*acts.CASE_ACTS][::6] if path == "/kasus/{case_id}/{slug}" else ["setujui"]


def _allowed(answer: Answer) -> bool:
    """What `access` says of this answer, and who works with such a page at all."""
    person, told = answer.person, answer.about
    if answer.path == "/laporan/rujukan":
        return bool(person.compartments)
    if person.role not in SEES[answer.path.partition("?")[0]]:
        return False
    if told is None:
        return answer.path != "/wilayah/{code}" or contains(person.region, REGENCY)
    if answer.path.startswith("/laporan/"):
        return told.reads_report(person)
    asked = {"/naskah/": frozenset[UUID](), "/paket/": told.seated}
    named = (those for start, those in asked.items() if answer.path.startswith(start))
    return told.reads_case(person, next(named, None))


def _words_kept_from(person: Person, told: list[Told]) -> Iterator[str]:
    for each in told:
        if not each.reads_report(person) and not each.reads_case(person):
            yield each.report_word
        if not each.reads_case(person):
            yield each.case_word


# -- what they got -------------------------------------------------------------------------------


def test_everybody_gets_from_every_route_what_access_allows_and_nothing_else(world: World) -> None:
    wrong = [
        answer
        for answer in world.answers
        if (answer.status == 200) is not _allowed(answer)
        and not (BY_NAME & set(re.findall(r"{(\w+)}", answer.path)) and answer.status != 200)
    ]
    assert wrong == []
    strange = [each for each in world.answers if each.status not in {200, 303, 403, 404}]
    assert strange == []


def test_no_answer_says_a_word_of_what_its_reader_may_not_know(world: World) -> None:
    wrong = [
        (answer, word)
        for answer in world.answers
        for word in _words_kept_from(answer.person, world.told)
        if word in answer.text
    ]
    assert wrong == []


@pytest.mark.parametrize("where", [SEARCH, "/papan.csv"])
def test_search_and_the_board_show_every_case_that_may_be_read_and_no_other(
    world: World, where: str
) -> None:
    looked = [each for each in world.answers if each.path == where and each.person.role in READERS]
    assert len(looked) >= len(READERS)
    for answer in looked:
        shown = {each.name for each in world.told if each.case_word in answer.text}
        assert shown == {each.name for each in world.told if each.reads_case(answer.person)}, answer


def test_what_is_classified_is_on_record_as_read_whenever_it_was_shown_or_refused(
    world: World,
) -> None:
    unnoted = [
        answer
        for answer in world.answers
        if answer.about and answer.about.noted and answer.status == 200 and not answer.noted
    ]
    assert unnoted == []


def test_what_cannot_be_noted_is_not_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RecordUnavailable("tidak terhubung")

    monkeypatch.setattr(reading_desk, "noted", fails)
    classified = [each for each in world.told if each.noted]
    for person in world.people:
        if person.role not in READERS | {Role.LIAISON, Role.REPORTER}:
            continue
        window = world.window(person)
        for path, about, address in _addresses(world):
            if about in classified and person.role in SEES[path]:
                answer = window.client.get(address)
                assert answer.status_code != 200, (person.name, path, about)
                assert "kanari" not in answer.text.casefold(), (person.name, path)


def test_what_may_not_be_read_can_not_be_acted_on_and_is_answered_as_if_it_were_not_there(
    world: World,
) -> None:
    for person in world.people:
        window = world.window(person).open("/akun")
        csrf = dict(window.form("keluar").fields)["csrf"]
        before = _events(world)
        for path, told in _hidden_from(person, world.told):
            for slug in _slugs(path):
                typed = [("csrf", csrf), ("command_id", str(uuid4())), ("explanation", "x")]
                window.post(path.format(**told.ids, slug=slug), typed)
                said = (person.name, path, slug, window.status)
                assert window.status in {403, 404, 422}, said
                assert "kanari" not in window.html.casefold(), said
        assert _events(world) == before, person.name


def _hidden_from(person: Person, told: list[Told]) -> Iterator[tuple[str, Told]]:
    """Every way to send something about what a person may not know, for two such things."""
    hidden = [
        each for each in told if not each.reads_case(person) and not each.reads_report(person)
    ]
    for path in sorted(SENDS):
        wanted = set(re.findall(r"{(\w+)}", path)) - {"slug"}
        fitting = [each for each in hidden if wanted and wanted <= each.ids.keys()]
        for each in fitting[:2]:
            yield path, each


# -- what every answer keeps to ------------------------------------------------------------------


def test_no_word_of_a_case_stands_in_any_address(world: World) -> None:
    """Links, pictures and forms lead by ids alone: addresses are kept by proxies and browsers."""
    wrong = [
        (answer, address)
        for answer in world.answers
        for address in re.findall(r'(?:href|src|action|formaction)="([^"]*)"', answer.text)
        if "kanari" in address or "tebet" in address
    ]
    assert wrong == []


def test_nothing_that_was_shown_is_kept_by_the_browser(world: World) -> None:
    assert [each for each in world.answers if "no-store" not in each.stored] == []
