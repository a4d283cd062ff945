"""A forum for tests: its members from candidate to the end of the term, and what is prevented."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from application.sitting import Outcome
from domain.member import (
    ActivateMember,
    AppointMember,
    AssessMember,
    EndMembership,
    Exam,
    NominateMember,
    RecordTraining,
    TurnDownMember,
)

if TYPE_CHECKING:
    from tests.office import Office, Person

PLACE: Final = "31.74.09"

TERM: Final = {
    "decree": "Keputusan Wali Kota 12/2026",
    "starts_on": date(2026, 3, 2),
    "ends_on": date(2026, 6, 30),
}


def nomination(member_id: UUID, **given: Any) -> dict[str, Any]:
    """Somebody of thirty, for the forum of a district."""
    return {
        "member_id": member_id,
        "region": PLACE,
        "name": "Sutini Contoh",
        "born_on": date(1996, 2, 1),
        "element": "pemuda",
        "organisation": "Karang Taruna",
        "education": "SMA",
        "contact": "0800-0000",
    } | given


def activity(activity_id: UUID, **given: Any) -> dict[str, Any]:
    """A dialogue of forty."""
    return {
        "activity_id": activity_id,
        "kind": "b",
        "region": PLACE,
        "place": "Balai warga",
        "held_on": date(2026, 3, 1),
        "participants": 40,
        "result": "Sepakat menjaga ketenangan.",
    } | given


def declaration(declaration_id: UUID, **given: Any) -> dict[str, Any]:
    """Signed in one regency."""
    return {
        "declaration_id": declaration_id,
        "election": "Pemilu 2029",
        "region": "31.74",
        "place": "Balai kota",
        "held_on": date(2026, 3, 1),
        "signatories": ("KPU", "Bawaslu", "Partai Contoh"),
        "reference": "Naskah 1/2026",
    } | given


class Forum:
    """What an office does with the members of its forum."""

    def __init__(self, office: "Office") -> None:
        self.office = office

    def candidate(self, **given: Any) -> UUID:
        """Nominated by the officer."""
        member = self.office.new_id("member")
        by = given.pop("by", self.office.officer)
        self.office.send(NominateMember, by, **nomination(member, **given))
        return member

    def pass_exams(self, member: UUID, *, score: int = 80, **given: Any) -> None:
        for exam in Exam:
            self._do(AssessMember, member, self.office.officer, test=exam, score=score, **given)

    def turn_down(self, member: UUID, **given: Any) -> Outcome:
        facts = {"explanation": "Tidak memenuhi syarat."} | given
        return self._do(TurnDownMember, member, self.office.officer, **facts)

    def appoint(self, member: UUID, **given: Any) -> Outcome:
        by = given.pop("by", self.office.supervisor)
        return self._do(AppointMember, member, by, **(TERM | given))

    def activate(self, member: UUID, person: "Person | None" = None, **given: Any) -> Outcome:
        account = (person or self.office.reporter).id
        return self._do(ActivateMember, member, self.office.officer, person=account, **given)

    def train(self, member: UUID, **given: Any) -> Outcome:
        facts = {"course": "Deteksi dini", "held_on": date(2026, 3, 1), "organiser": "BKBP"}
        return self._do(RecordTraining, member, self.office.officer, **(facts | given))

    def end(self, member: UUID, **given: Any) -> Outcome:
        facts = {"explanation": "Pindah domisili."} | given
        return self._do(EndMembership, member, self.office.officer, **facts)

    def active(self, person: "Person | None" = None, **given: Any) -> UUID:
        """All the way to being at work."""
        member = self.candidate(**given)
        self.pass_exams(member)
        self.appoint(member)
        self.activate(member, person)
        return member

    def _do(self, wish: Any, member: UUID, by: "Person", **facts: Any) -> Outcome:
        return self.office.send(wish, by, member_id=member, **facts)
