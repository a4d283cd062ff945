"""The policy a new house begins under, and the one an older house keeps."""

from pathlib import Path

from application.register import Register
from domain.election_index import Proneness
from domain.policy import content_hash, load_policy
from runtime.settings import Settings
from tests.office import POLICY_FILE, Office, OfficeClock
from worker import FIRST_POLICY, House


def a_house(register: Register, url: str, clock: OfficeClock) -> House:
    house = House(Settings(), url, clock)
    house.register = register
    return house


def test_a_new_house_visits_thrice_and_keeps_the_yardsticks_of_uu_30_1999(
    register: Register, database_url: str, clock: OfficeClock
) -> None:
    house = a_house(register, database_url, clock)
    house.first_policy()
    house.first_policy()
    book = register.policies()
    assert book is not None
    (policy,) = book.versions.values()
    assert (policy.settlement.visits, policy.settlement.guidelines) == ((30, 90, 180), True)


def test_a_house_under_an_older_policy_is_left_under_it(
    register: Register, database_url: str, clock: OfficeClock, office: Office
) -> None:
    a_house(register, database_url, clock).first_policy()
    book = register.policies()
    assert book is not None
    assert list(book.versions) == [office.policy.version]


def test_the_two_that_ever_shipped_differ_in_settlement_and_how_the_index_is_read() -> None:
    old, new = (
        load_policy(Path(each).read_text(encoding="utf-8")) for each in (POLICY_FILE, FIRST_POLICY)
    )
    named = {"version": new.version, "remarks": new.remarks, "settlement": new.settlement}
    named["risk"] = old.risk.model_copy(update={"election_category": new.risk.election_category})
    assert content_hash(old.model_copy(update=named)) == content_hash(new)
    assert (old.settlement.visits, old.risk.election_category) == ((), ())
    assert [each.category for each in new.risk.election_category] == [Proneness.HIGH]
