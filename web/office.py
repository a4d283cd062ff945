"""The office as the web sees it: the desks' tools, handed over by worker.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from application.notices.answer_link import AnswerLinks
from application.register import Register
from application.signing import SigningRoom
from domain.attachment import LARGEST
from domain.kernel import Role
from projections.candidates import CandidateView
from projections.case_board import BoardView
from projections.kept_files import KeptFiles
from projections.letter_list import LetterView
from projections.letter_proofs import ProofView
from projections.letter_sources import SourceView
from projections.member_list import MemberView
from projections.notice_box import NoticeView
from projections.notice_ledger import NoticeLedgerView
from projections.own_reports import OwnReportView
from projections.pack_list import PackView
from projections.prevention_list import PreventionView
from projections.privacy_list import PrivacyView
from projections.problem_map import ProblemMapper
from projections.region_status import RegionStatusView
from projections.role_book import RoleView
from projections.rule_firings import FiringView
from projections.search_index import SearchView
from projections.stuck import StuckView
from projections.task_list import TaskView
from projections.work_list import WorkView
from runtime.account_book import AccountBook
from runtime.account_resets import AccountResets
from runtime.accounts import Accounts
from runtime.attempts import Attempts
from runtime.boundaries import Boundaries
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.log import Log
from runtime.refused_intake import RefusedIntake
from runtime.regions import Regions
from runtime.second_factor import SecondFactors
from runtime.typesetting import Typesetter


def _well() -> Mapping[str, object]:
    return {"ok": True}


def _nothing_parked() -> tuple[int, int]:
    return (0, 0)


def _unknown(_: str) -> bool | None:
    return None


@dataclass(frozen=True)
class Office:
    """Everything the pages need.

    ``health`` answers with at least ``ok``; the rest is shown to administrators as it is.
    ``running`` tells whether the workflow of that id is running, None where nobody knows.
    ``retry_parked`` reads again what no follower could read; how many it did, how many are left.
    ``mail`` says that there is a mail server, ``public_url`` where people outside reach the web.
    ``region`` is the province this installation serves. ``demo`` opens one-click logins, on
    loopback only; ``largest_file`` is in bytes; ``tls`` says that browsers reach the web by HTTPS.
    """

    register: Register
    log: Log
    files: KeptFiles
    datastore: Datastore
    clock: Clock
    regions: Regions
    accounts: Accounts
    board: BoardView
    tasks: TaskView
    letters: LetterView
    sources: SourceView
    search: SearchView
    candidates: CandidateView
    status: RegionStatusView
    boundaries: Boundaries
    problems: ProblemMapper
    work: WorkView
    notices: NoticeView
    notice_ledger: NoticeLedgerView
    answer_links: AnswerLinks
    firings: FiringView
    members: MemberView
    prevention: PreventionView
    privacy: PrivacyView
    packs: PackView
    own_reports: OwnReportView
    typesetter: Typesetter
    signing: SigningRoom
    proofs: ProofView
    attempts: Attempts
    stuck: StuckView
    second_factors: SecondFactors
    account_book: AccountBook
    roles: RoleView
    health: Callable[[], Mapping[str, object]] = _well
    running: Callable[[str], bool | None] = _unknown
    retry_parked: Callable[[], tuple[int, int]] = _nothing_parked
    mail: bool = False
    public_url: str = ""
    region: str = "31"
    demo: bool = False
    tls: bool = False
    two_steps: frozenset[Role] = frozenset()
    """Roles nobody holds without a second factor."""
    largest_file: int = LARGEST
    patience: float = 1.0
    """Seconds a page waits for the reader's own last act to reach its list."""

    @property
    def resets(self) -> AccountResets:
        """Resets of accounts that sign or decide, which a second administrator confirms."""
        return AccountResets(self.datastore, self.clock)

    @property
    def refused_intake(self) -> RefusedIntake:
        """What other systems sent in vain."""
        return RefusedIntake(self.datastore, self.register.mapper.vault, self.clock)
