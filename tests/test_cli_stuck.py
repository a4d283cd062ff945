"""`rukun stuck`: what the machine did not close is listed, and closed by hand."""

import json
from uuid import UUID

from domain.clocks import WaitKind
from runtime.database import Datastore
from runtime.regions import Regions
from tests.clocks import window
from tests.office import Office
from tests.stuck import relayed
from tests.test_cli import Rukun, rukun  # noqa: F401 - a fixture
from tests.web.house import House


def test_a_stuck_window_is_listed_and_closed_by_hand(
    rukun: Rukun,  # noqa: F811
    office: Office,
    datastore: Datastore,
    regions: Regions,
) -> None:
    waiting = [office.open_case() for _ in range(3)]
    wait = window(office, waiting[-1], WaitKind.VERIFICATION)
    relayed(office)
    House(office, datastore, regions)  # with it, everybody's accounts
    listed = rukun("stuck", "list", "--json")
    assert listed.returncode == 1
    ids = {UUID(each["case_id"]): each["deadline_id"] for each in json.loads(listed.stdout)}
    assert ids.keys() == set(waiting)
    assert "hasil verifikasi lapangan" in rukun("stuck", "list").stdout
    done = rukun("stuck", "retry", wait.deadline_id, "--login", "admin")
    assert done.returncode == 0, done.stderr
    first, second = (ids[case] for case in waiting[:2])
    assert rukun("stuck", "skip", first, "--login", "supervisor").returncode == 2
    why = ("--login", "supervisor", "--reason", "Mesin gagal tiga kali.")
    assert rukun("stuck", "skip", first, *why).returncode == 0
    assert rukun("stuck", "compensate", second, *why).returncode == 0
    relayed(office)
    refused = rukun("stuck", "retry", first, "--login", "admin")
    assert "tidak macet" in refused.stderr
    kinds = [{each.wait.kind for each in office.file(case).waits.values()} for case in waiting]
    assert kinds == [set(), {WaitKind.SUPERVISOR_ANSWER}, {WaitKind.SUPERVISOR_ANSWER}]
    assert rukun("stuck", "list").stdout.strip() == "Tidak ada yang macet."
