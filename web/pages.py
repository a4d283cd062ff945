"""What each page says: one frozen model per page, everything in it already said in words."""

from collections.abc import Mapping
from uuid import UUID

from domain.kernel import Frozen
from domain.redline import Redlined
from runtime.charting import Columns


class Level(Frozen):
    """A level as every page shows it: by colour, by shape and by word."""

    key: str
    label: str


class NavItem(Frozen):
    """One way out of the page."""

    url: str
    label: str
    current: bool = False


class Live(Frozen):
    """What a page follows, where it is drawn again, and the position it was drawn at."""

    url: str
    names: tuple[str, ...]
    position: int


class Frame(Frozen):
    """What surrounds every page: who one is, where one may go, what time it is."""

    name: str = ""
    role: str = ""
    unit: str = ""
    region: str = ""
    csrf: str = ""
    nav: tuple[NavItem, ...] = ()
    roles: tuple[tuple[str, str, bool], ...] = ()
    now: str
    instant: str = ""
    """The server's clock, for what counts down in the browser."""
    demo: bool
    may_search: bool = False
    notices: int | None = None
    """How many notices are unread; None where nobody is logged in."""


class Notice(Frozen):
    """One sentence at the head of a page about what has just happened."""

    text: str
    tone: str = "good"
    link: str = ""
    link_text: str = ""


class Page(Frozen):
    """Any page."""

    frame: Frame
    title: str
    notice: Notice | None = None


# -- forms -----------------------------------------------------------------------------------


class Option(Frozen):
    """One choice of a field."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


class FieldLine(Frozen):
    """One field as drawn: what is asked, what was typed, what is wrong with it."""

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: int = 3
    longest: int = 0
    half: bool = False
    heading: str = ""
    accept: str = ""
    autocomplete: str = "off"


class Refused(Frozen):
    """Why the office said no: the rule, its article, and what changed meanwhile."""

    message: str
    rule: str
    rule_name: str = ""
    article: str = ""
    stale: bool = False


class ActForm(Frozen):
    """One act a person may do now, as a short form."""

    id: str
    action: str
    button: str
    intro: str = ""
    tone: str = "plain"
    fields: tuple[FieldLine, ...] = ()
    more: tuple[FieldLine, ...] = ()
    more_label: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    refused: Refused | None = None
    trouble: str = ""
    open: bool = False


class NotYet(Frozen):
    """An act that is not allowed yet, and what it takes."""

    label: str
    why: str


class Trailed(Frozen):
    """What a page shows of a case: ``trail`` leads to the events that set it."""

    trail: str = ""


# -- things said the same way everywhere -------------------------------------------------------


class Moment(Frozen):
    """A moment: in full, and from now."""

    full: str
    short: str
    iso: str
    relative: str = ""
    late: bool = False


class WaitLine(Trailed):
    """One open window: what is waited for, of whom, until when, and why until then."""

    words: str
    asked: str
    mine: bool
    due: Moment
    explained: str
    basis: str
    clock: str = ""
    clock_ok: bool = True
    reminder: str = ""
    url: str = ""
    paused: str = ""
    attention: bool = False


class Fact(Trailed):
    """A label and what it says."""

    label: str
    text: str


class InquiryLine(Frozen):
    """A question to who told a report, and what came of it."""

    question: str
    state: str
    open: bool
    answer: str = ""


class ReportBody(Trailed):
    """A report as told: facts apart from opinion, and its risk with the reasons."""

    url: str
    title: str
    region: str
    level: Level
    score: int
    reasons: tuple[str, ...]
    grade: str
    second_source: bool
    facts: str
    opinion: str
    parties: tuple[str, ...]
    lines: tuple[Fact, ...]
    supplements: tuple[Fact, ...] = ()
    inquiries: tuple[InquiryLine, ...] = ()
    more_facts: tuple[Fact, ...] = ()
    more_opinion: tuple[Fact, ...] = ()
    invented: str = ""

    @property
    def asked(self) -> bool:
        """Whether a question to who told it waits for an answer."""
        return any(each.open for each in self.inquiries)


class StageStep(Frozen):
    """One stage on the road of a case: done, now, or still ahead."""

    label: str
    state: str
    since: str = ""


class TimelineEntry(Frozen):
    """One event of the case's life in words."""

    position: int
    title: str
    who: str
    recorded: Moment
    occurred: str = ""
    reason: str = ""
    said: tuple[Fact, ...] = ()
    url: str = ""


class TimelineGroup(Frozen):
    """What one command wrote: what matters in the open, bookkeeping folded away."""

    head: TimelineEntry
    beside: tuple[TimelineEntry, ...] = ()
    quiet: tuple[TimelineEntry, ...] = ()
    muted: bool = False


class TaskCard(Trailed):
    """One field task: who holds it, how far it is, what was found, what may be done."""

    task_id: UUID
    url: str
    kind: str
    state: str
    open: bool
    holder: str
    instruction: str
    assigned: str
    chain: tuple[tuple[str, str], ...]
    due: Moment | None = None
    waiting_for: str = ""
    next_step: str = ""
    finding: str = ""
    finding_grade: str = ""
    acts: tuple[ActForm, ...] = ()
    level: Level | None = None
    region: str = ""
    turn: str = ""


class ObligationLine(Frozen):
    """One obligation of an agreement."""

    who: str
    what: str
    due: str
    evidence: str
    met: str = ""
    breached: str = ""
    released: tuple[Fact, ...] = ()
    extended: str = ""
    late: bool = False
    acts: tuple[ActForm, ...] = ()


class SessionLine(Frozen):
    """One session that was held: who was there, what was said, what follows."""

    title: str
    facts: tuple[Fact, ...]
    follow_ups: tuple[str, ...] = ()


class TalkCard(Trailed):
    """One deliberation: its sessions, its result, its agreement and obligations."""

    track: str
    institution: str
    venue: str
    session: str
    parties: tuple[str, ...]
    mediator: str
    agenda: str
    result: str = ""
    minutes: str = ""
    sessions: tuple[SessionLine, ...] = ()
    changes: tuple[Fact, ...] = ()
    articles: tuple[str, ...] = ()
    open_points: str = ""
    signed: tuple[Fact, ...] = ()
    obligations: tuple[ObligationLine, ...] = ()
    caucuses: tuple[tuple[str, str], ...] = ()
    acts: tuple[ActForm, ...] = ()


class CourtCard(Trailed):
    """A case before the court: which, since when, how it goes, what it came to."""

    decided: bool
    facts: tuple[Fact, ...]
    progress: tuple[Fact, ...] = ()


class PlanLine(Frozen):
    """One item of a recovery plan."""

    title: str
    article: str
    what: str
    note: str
    late: bool = False
    done: str = ""
    evidence: str = ""
    progress: tuple[Fact, ...] = ()
    acts: tuple[ActForm, ...] = ()


class PlanCard(Trailed):
    """One recovery plan."""

    state: str
    open: bool
    items: tuple[PlanLine, ...]
    note: str = ""
    acts: tuple[ActForm, ...] = ()


class ContagionLine(Trailed):
    """One link of contagion: which way, where the other end lies, what is known of it."""

    direction: str
    region: str
    note: str
    title: str = ""
    url: str = ""
    since: str = ""
    other: str = ""
    other_url: str = ""
    acts: tuple[ActForm, ...] = ()


class ActedOn(Frozen):
    """One thing that was ordered, asked or told, and what may be done about it."""

    title: str
    text: str
    note: str
    tag: str = ""
    acts: tuple[ActForm, ...] = ()


class StateCard(Trailed):
    """One state of conflict: its term, what showed the need for it, what is done under it."""

    title: str
    state: str
    in_force: bool
    facts: tuple[Fact, ...]
    criteria: tuple[Fact, ...] = ()
    measures: tuple[ActedOn, ...] = ()
    requests: tuple[ActedOn, ...] = ()
    fund: tuple[tuple[str, str, str], ...] = ()
    fund_total: str = ""
    fund_due: str = ""
    payments: tuple[Fact, ...] = ()
    progress: tuple[ActedOn, ...] = ()
    rescues: tuple[Fact, ...] = ()
    rescued: str = ""


class TaskForceCard(Trailed):
    """One task force: why it was formed, who sits in it, its final report."""

    title: str
    state: str
    standing: bool
    facts: tuple[Fact, ...]
    members: tuple[tuple[str, str, str, str, str], ...]
    report: tuple[Fact, ...] = ()


class PackCard(Trailed):
    """One pack for the province's leaders: when it went out, and who has read it."""

    url: str
    title: str
    state: str
    readers: tuple[Fact, ...]


class PackLine(Frozen):
    """One pack in the list of one of its readers."""

    url: str
    office: str
    region: str
    sent: str
    read: str


class LetterCard(Trailed):
    """One letter in a list."""

    url: str
    kind: str
    subject: str
    state: str
    waiting: bool
    number: str
    case_title: str
    drafted: str
    due: Moment | None = None


class ProposalCard(Trailed):
    """An escalation as proposed: exactly what an approver reads and approves."""

    level: str
    grounds: str
    asked_for: str
    proposer: str
    mine: bool
    fingerprint: str
    declined_because: str = ""
    changes: tuple[Redlined, ...] = ()


# -- pages -------------------------------------------------------------------------------------


class DemoCard(Frozen):
    """One invented person, entered with one click."""

    login: str
    name: str
    role: str
    unit: str


class EntrancePage(Page):
    """The login page."""

    csrf: str
    onward: str
    login: str = ""
    error: str = ""
    demo_cards: tuple[DemoCard, ...] = ()


class BoardCard(Frozen):
    """One case or untriaged report on the board."""

    url: str
    title: str
    region: str
    level: Level
    secrecy: str
    waiting: str
    asked: str
    mine: bool
    due: Moment | None
    marks: tuple[str, ...] = ()


class BoardColumn(Frozen):
    """One stage of the board."""

    key: str
    label: str
    count: int
    late: int
    cards: tuple[BoardCard, ...]
    empty: str
    more: str = ""
    more_url: str = ""


class Count(Frozen):
    """A number and what it counts."""

    label: str
    number: int
    tone: str = ""


class BoardPage(Page):
    """The board: every open case of the region by stage."""

    url: str
    columns: tuple[BoardColumn, ...]
    ended: tuple[BoardColumn, ...]
    alone: bool
    counts: tuple[Count, ...]
    fields: tuple[FieldLine, ...]
    more_fields: tuple[FieldLine, ...]
    more_open: bool
    query: str
    filtered: bool
    sheet_url: str
    region: str
    behind: bool = False
    may_report: bool = False
    saved: Frozen
    """The reader's own filters: web.saved.SavedBar."""


class Piece(Frozen):
    """A piece of text, and whether it is what was looked for."""

    text: str
    found: bool = False


class SearchHit(Frozen):
    """One report or case that was found, and where in it."""

    url: str
    kind: str
    title: tuple[Piece, ...]
    region: str
    level: Level
    stage: str
    secrecy: str
    opened: str
    due: Moment | None
    snippets: tuple[tuple[str, tuple[Piece, ...]], ...]


class SearchPage(Page):
    """What was looked for and found; what was meant, where nothing was."""

    query: str
    asked: bool
    total: int
    hits: tuple[SearchHit, ...]
    alike: str
    too_common: str
    meant: tuple[NavItem, ...]
    fields: tuple[FieldLine, ...]
    narrowed: bool
    clear_url: str
    number: int
    last: int
    before_url: str
    after_url: str
    staff: bool
    sheet_url: str = ""
    saved: Frozen | None = None
    """The reader's own filters: web.saved.SavedBar."""


class AttachmentCard(Trailed):
    """One attached file: what it shows, where it can be had, what proves that it is the one."""

    url: str
    original_url: str
    picture: bool
    caption: str
    about: str
    kind: str
    size: str
    sha256: str
    cleaned: bool
    who: str
    when: str
    forgotten: bool


class AttachmentPanel(Frozen):
    """The files of a page, and the form for one more where the reader may attach one."""

    cards: tuple[AttachmentCard, ...] = ()
    form: ActForm | None = None


class ComparedPart(Frozen):
    """One attribute of two that may be the same: what each says, and what it counts for."""

    label: str
    why: str
    points: str
    verdict: str
    ours: str = ""
    theirs: str = ""

    @property
    def key(self) -> str:
        """The verdict as a class of the page's style."""
        return self.verdict.lower()


class CandidateCard(Frozen):
    """What may be the same conflict, attribute by attribute."""

    url: str
    kind: str
    title: str
    region: str
    level: Level
    opened: str
    score: str
    parts: tuple[ComparedPart, ...]
    secrecy: str = ""
    ours: str = "Laporan ini"
    theirs: str = "Yang mirip"
    acts: tuple[ActForm, ...] = ()


class CorrectionLine(Frozen):
    """One field of a report as it was said before and is said now, when and why."""

    label: str
    before: str
    after: str
    when: Moment
    explanation: str


class InquiryPanel(Frozen):
    """The question that waits, in front of who may answer it or take it back."""

    question: str
    asked: Moment
    own: bool
    acts: tuple[ActForm, ...]


class ReportPage(Page):
    """One report, its risk explained, and its triage."""

    body: ReportBody
    state: str
    waiting: bool
    case_url: str
    readers_url: str
    conclusion: str
    waits: tuple[WaitLine, ...]
    acts: tuple[ActForm, ...]
    own: bool
    claim: str = ""
    inquiry: InquiryPanel | None = None
    corrections: tuple[CorrectionLine, ...] = ()
    candidates: tuple[CandidateCard, ...] = ()
    files: AttachmentPanel = AttachmentPanel()


class DelegationLine(Frozen):
    """Who acts in one's place, and the form that ends it."""

    text: str
    act: ActForm


class DelegatingPage(Page):
    """Whom a head has named Plt. or Plh., and the form that names another."""

    role: str
    form: ActForm | None
    lines: tuple[DelegationLine, ...]


class HandingPage(Page):
    """All open cases of one officer, to be handed to another; then what became of each."""

    csrf: str
    command_id: str
    giver: str
    givers: tuple[Option, ...]
    receivers: tuple[Option, ...]
    explanation: str
    errors: tuple[str, ...]
    cases: tuple[NavItem, ...]
    results: tuple[Fact, ...]


class MemberCard(Trailed):
    """A case merged into another: where it stands, and what it brings."""

    url: str
    title: str
    region: str
    level: Level
    stage: str
    secrecy: str
    reports: tuple[NavItem, ...] = ()
    tasks: tuple[NavItem, ...] = ()
    letters: tuple[NavItem, ...] = ()
    findings: tuple[Fact, ...] = ()


class PreviewedMember(Frozen):
    """A case about to be merged: what becomes of its clocks, and what stands in the way."""

    card: MemberCard
    obstacles: str
    clocks: tuple[Fact, ...]


class MergePreview(Frozen):
    """What merging would change, before anybody does it."""

    changes: tuple[str, ...]
    members: tuple[PreviewedMember, ...]
    obstacles: str = ""


class MergingPage(Page):
    """Which cases are one conflict: to be chosen, seen before, merged, and taken apart."""

    case_url: str
    case_title: str
    lead: NavItem | None
    members: tuple[MemberCard, ...]
    preview: MergePreview | None
    merge: ActForm | None
    unmerge: ActForm | None
    choices: tuple[Option, ...]
    query: str
    may: bool
    ended: bool


class CheckLine(Frozen):
    """One line of the closing checklist: done, or what stands and where to do it."""

    label: str
    done: bool
    standing: str
    links: tuple[str, ...]


class RedCard(Trailed):
    """How a red stands: provisional, confirmed, or come to nothing; and on whose word."""

    heading: str
    provisional: bool
    since: str
    said: str
    voices: tuple[str, ...]


class EndingLine(Trailed):
    """One closure of a case, and what undid it."""

    label: str
    at: str
    by: str
    text: str
    url: str = ""
    undone: str = ""


class RetentionCard(Frozen):
    """How long a file is kept, and why until then."""

    until: str
    due: bool
    basis: str
    lines: tuple[str, ...]


class PlaybookCard(Frozen):
    """What a region brings to a musyawarah: its institutions, its experience, its needs."""

    title: str
    url: str
    lines: tuple[Fact, ...]


class CasePage(Page):
    """One case: where it stands, what it waits for, what may be done now, how it came here."""

    url: str
    history_url: str
    trails: Mapping[str, str] = {}
    """Where the events are that set each single field: its name here, and the way."""

    level: Level
    stage: str
    steps: tuple[StageStep, ...]
    region: str
    facts: tuple[Fact, ...]
    secrecy: str
    secret: bool
    waits: tuple[WaitLine, ...]
    acts: tuple[ActForm, ...]
    not_yet: tuple[NotYet, ...]
    proposal: ProposalCard | None
    summary: str
    outcome: str
    tasks: tuple[TaskCard, ...]
    talks: tuple[TalkCard, ...]
    court: CourtCard | None
    plans: tuple[PlanCard, ...]
    links: tuple[ContagionLine, ...]
    states: tuple[StateCard, ...]
    task_forces: tuple[TaskForceCard, ...]
    letters: tuple[LetterCard, ...]
    report: ReportBody | None
    timeline: tuple[TimelineGroup, ...]
    timeline_url: str
    """Where the whole of it is told, if this is not all."""

    traces: tuple[NavItem, ...]
    clocks_url: str
    stuck: int = 0
    """Windows the machine did not close in time."""

    files: AttachmentPanel = AttachmentPanel()
    red: RedCard | None = None
    checklist: tuple[CheckLine, ...] = ()
    endings: tuple[EndingLine, ...] = ()
    candidates: tuple[CandidateCard, ...] = ()
    joined: tuple[ReportBody, ...] = ()

    playbooks: tuple[PlaybookCard, ...] = ()
    retention: RetentionCard | None = None
    read_only: str = ""
    lead: NavItem | None = None
    members: tuple[MemberCard, ...] = ()
    attributed: tuple[NavItem, ...] = ()
    merging_url: str = ""
    packs: tuple[PackCard, ...] = ()


class PackPage(Page):
    """A pack for one of its readers: the cover, and what it says for whoever has read it."""

    level: Level
    secrecy: str
    secret: bool
    region: str
    case_title: str
    case_url: str
    sent: str
    mine: str
    sees: bool
    summary: str
    letters: tuple[NavItem, ...]
    readers: tuple[Fact, ...]
    acts: tuple[ActForm, ...]
    waits: tuple[WaitLine, ...] = ()


class FieldChange(Frozen):
    """What one event made of one field."""

    label: str
    before: str
    after: str
    title: str
    who: str
    at: str
    url: str


class FieldTrail(Frozen):
    """One field: what it says now, and every event that set it, the last first."""

    label: str
    now: str
    changes: tuple[FieldChange, ...]


class FieldsPage(Page):
    """The history of a field of a case, or of each field of one of its parts."""

    case_url: str
    case_title: str
    fields: tuple[FieldTrail, ...]


class EventPage(Page):
    """One event: who, as what, when, why, by which door; and every field it set."""

    case_url: str
    case_title: str
    facts: tuple[Fact, ...]
    changes: tuple[FieldChange, ...]
    content: str
    history_url: str


class Cell(Frozen):
    """One cell of a register's table."""

    text: str
    url: str = ""


class RegisterPage(Page):
    """A register the office keeps beside its cases: its figures, its lines, what may be added."""

    intro: str
    ways: tuple[NavItem, ...] = ()
    figures: tuple[Fact, ...] = ()
    figures_title: str = "Angka"
    rows_title: str = "Daftar"
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    csv_url: str = ""
    forms: tuple[ActForm, ...] = ()
    second_title: str = ""
    second_columns: tuple[str, ...] = ()
    second_rows: tuple[tuple[Cell, ...], ...] = ()


class UpgradeCard(Frozen):
    """One case as it would be taken over to another policy, and the form that does it."""

    title: str
    url: str
    region: str
    taken: str
    fingerprint: str
    lines: tuple[str, ...]
    form: ActForm | None


class UpgradePage(Page):
    """What taking running cases over to a policy would change; nothing is written."""

    back: NavItem
    intro: str
    cases: tuple[UpgradeCard, ...]


class RecordPage(Page):
    """One record of a register: what it says, what may be done with it, how it came about."""

    back: NavItem
    state: str
    ways: tuple[NavItem, ...] = ()
    intro: str = ""
    facts: tuple[Fact, ...]
    waits: tuple[WaitLine, ...] = ()
    acts: tuple[ActForm, ...] = ()
    files: AttachmentPanel = AttachmentPanel()
    timeline: tuple[TimelineGroup, ...] = ()


class MomentLine(Frozen):
    """The moment a map is of: as typed in the form, and in words."""

    typed: str
    words: str
    past: bool


class RegionRow(Frozen):
    """One region of a map: its level, since when, what is behind it, where it leads."""

    code: str
    name: str
    url: str
    map_url: str
    level: Level
    rank: int
    number: int
    cases: str
    since: str
    trend: str
    index: str


class SketchSpot(Frozen):
    """One region as drawn."""

    row: RegionRow
    outline: str
    mark: str
    x: str
    y: str
    label: str
    label_x: str
    label_y: str

    @property
    def said(self) -> str:
        """The region for whoever hears the map."""
        return f"{self.row.name}: {self.row.level.label}, kasus terbuka {self.row.cases}"


class Sketch(Frozen):
    """A map as drawn: its regions, arrows where something spreads, a frame around what is far."""

    width: str
    height: str
    spots: tuple[SketchSpot, ...]
    arrows: tuple[str, ...]
    inset: tuple[str, ...]
    key: str


class MapPage(Page):
    """Every region below one, at one moment."""

    scope: str
    name: str
    below: str
    crumbs: tuple[tuple[str, str], ...]
    region_url: str
    level: Level
    total: str
    when: MomentLine
    error: str
    rows: tuple[RegionRow, ...]
    counts: tuple[Count, ...]
    sketch: Sketch | None
    note: str
    elsewhere: int
    index: str


class CaseLine(Frozen):
    """One open case in the list of a region."""

    url: str
    title: str
    region: str
    level: Level
    stage: str
    secrecy: str
    since: str


class TransitionLine(Frozen):
    """A stretch of time at one level."""

    level: Level
    since: str
    until: str


class RegionPage(Page):
    """One region at one moment: its level, the cases behind it, how it came to be so."""

    name: str
    code: str
    crumbs: tuple[tuple[str, str], ...]
    level: Level
    when: MomentLine
    error: str
    facts: tuple[Fact, ...]
    map_url: str
    board_url: str
    cases: tuple[CaseLine, ...]
    more: int
    transitions: tuple[TransitionLine, ...]
    links: tuple[ContagionLine, ...]


class ProblemLine(Frozen):
    """One problem in the governor's frame."""

    url: str
    title: str
    level: Level
    stage: str
    since: str
    done: tuple[str, ...]
    asked: tuple[str, ...]


class RegencyBlock(Frozen):
    """One regency in the governor's frame."""

    code: str
    name: str
    level: Level
    trend: str
    live: tuple[ProblemLine, ...]
    ended: tuple[ProblemLine, ...]
    more: str = ""
    """How many there are besides, and where."""
    more_url: str = ""


class ProblemsPage(Page):
    """The governor's frame of one month. ``map`` is an SVG of our own making."""

    name: str
    period: str
    stands: str
    secrecy: str
    months: tuple[Option, ...]
    error: str
    map: str
    regencies: tuple[RegencyBlock, ...]
    calm: tuple[str, ...]
    complete: bool
    position: int
    acts: tuple[ActForm, ...]


class ClockLine(Frozen):
    """One promised window: its sum, the sum as it would be today, and how it ended."""

    words: str
    asked: str
    promised: Moment
    explained: str
    basis: str
    recounted: str
    differs: bool
    ended: str
    missed: bool
    ended_at: str
    url: str
    paused: str = ""


class ClockProposalCard(Frozen):
    """A proposal to pause or extend a clock, with the forms of whoever may decide on it."""

    title: str
    proposer: str
    legal_basis: str
    explanation: str
    evidence: str
    mine: bool
    acts: tuple[ActForm, ...]


class ClockPage(Page):
    """Every window a case was ever promised, and what may be done to those that run."""

    case_title: str
    case_url: str
    counts: tuple[Count, ...]
    stuck: tuple[ActedOn, ...]
    proposals: tuple[ClockProposalCard, ...]
    snoozes: tuple[ActedOn, ...]
    acts: tuple[ActForm, ...]
    running: tuple[ClockLine, ...]
    over: tuple[ClockLine, ...]
    calendar: str


class Sifting(Frozen):
    """The filters above a list: what is chosen, what came of it, and where its pages go on."""

    path: str
    fields: tuple[FieldLine, ...]
    more_fields: tuple[FieldLine, ...]
    more_open: bool
    query: str
    filtered: bool
    said: str
    """What is asked for, in words."""
    count: int
    sheet_url: str
    saved: Frozen
    """The reader's own filters: web.saved.SavedBar."""
    before_url: str = ""
    after_url: str = ""


class TaskListPage(Page):
    """What is asked of one person in the field, and what one has asked of others; late first."""

    heading: str
    tasks: tuple[TaskCard, ...]
    given: tuple[TaskCard, ...]
    gives: bool
    late: int
    passed: tuple[TaskCard, ...]
    done: tuple[TaskCard, ...]
    supervisor: bool
    sifting: Sifting
    found: tuple[TaskCard, ...] = ()
    """A page of what was asked for; empty where nothing was."""
    running: int = 0
    """How many of the given ones are not over; ``late`` of them are late."""
    all_url: str = ""
    """Where all that is not over is listed, if these are only the first."""
    packs: tuple[PackLine, ...] = ()


class TaskPage(Page):
    """One task for whoever holds it."""

    task: TaskCard
    level: Level
    case_title: str
    case_url: str
    place: str
    waits: tuple[WaitLine, ...]
    mine: bool
    files: AttachmentPanel = AttachmentPanel()
    progress: tuple[tuple[Moment, str, str], ...] = ()
    """What was reported on the way, the latest first: when, by whom, what."""


class RuleLine(Frozen):
    """One thing the machine does by itself."""

    label: str
    trigger: str
    basis: str
    times: int
    last: Moment | None


class AutomaticPage(Page):
    """Every automatic rule by group; when the sweep last read the record."""

    groups: tuple[tuple[str, tuple[RuleLine, ...]], ...]
    swept: Moment | None


class AnswerPage(Page):
    """One task to acknowledge without a login: what it is called, until when, and nothing more."""

    reference: str = ""
    kind: str = ""
    until: str = ""
    otherwise: str = ""
    token: str = ""
    said: str = ""
    done: bool = False


class NoticeLine(Frozen):
    """One notice; ``title`` only for who may know the case's."""

    notice_id: UUID
    words: str
    title: str
    url: str
    at: Moment
    region: str
    urgent: bool
    fresh: bool
    read: bool
    settled: bool


class NoticesPage(Page):
    """What one was told, and how one wants to be told."""

    lines: tuple[NoticeLine, ...]
    unread: int
    earlier: str
    habits: ActForm
    oversees: bool


class TryLine(Frozen):
    """One attempt to send a notice, and how it ended."""

    began: Moment
    outcome: str


class SendingLine(Frozen):
    """One notice on one channel."""

    name: str
    words: str
    rule: str
    channel: str
    state: str
    tries: tuple[TryLine, ...]
    explanation: str
    at: Moment


class NoticeLedgerPage(Page):
    """Every sending of a notice, the latest first."""

    lines: tuple[SendingLine, ...]
    earlier: str


class LoadLine(Frozen):
    """How much is asked of one of a unit."""

    name: str
    url: str
    open: int
    late: int


class WorkLine(Frozen):
    """One thing that is asked, with the case or report it is about."""

    title: str
    title_url: str
    region: str
    level: Level
    secrecy: str
    wait: WaitLine


class WorkGroup(Frozen):
    """What ends in the same stretch of time."""

    label: str
    late: bool
    lines: tuple[WorkLine, ...]


class WorkPage(Page):
    """What is to be done next, by oneself or in one's unit."""

    heading: str
    tabs: tuple[NavItem, ...]
    loads: tuple[LoadLine, ...]
    groups: tuple[WorkGroup, ...]
    empty: str
    before_url: str
    after_url: str
    sheet_url: str


class PaperPoint(Frozen):
    """One numbered point of a letter."""

    text: str
    sub: tuple[str, ...] = ()
    table_head: tuple[str, ...] = ()
    table_rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    added: bool = False


class PaperPart(Frozen):
    """One headed part of a letter: lines with a label, then paragraphs."""

    heading: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    points: tuple[PaperPoint, ...] = ()


class StaleValue(Frozen):
    """A value of a letter that was corrected since, in the sentence it stands in."""

    field: str
    sentence: str
    before: str
    after: str
    explanation: str
    at: str
    url: str


class StaleCard(Frozen):
    """A letter that needs an erratum, in a list."""

    url: str
    kind: str
    fields: str
    region: str
    since: str


class LetterListPage(Page):
    """Letters: those that need an erratum, those that wait, then all; or what was asked for."""

    sifting: Sifting

    stale: tuple[StaleCard, ...]
    waiting: tuple[LetterCard, ...]
    others: tuple[LetterCard, ...]
    """A page of all that was asked for."""
    first: bool
    """Whether it is the first page of everything."""
    inbox: tuple[LetterCard, ...] = ()
    may_decide: bool = False


class Provenance(Frozen):
    """Where one merged value came from."""

    field: str
    value: str
    events: tuple[tuple[str, str, str], ...]
    position: int


class Subject(Frozen):
    """What a letter is about: a case, a report or a region."""

    label: str
    text: str
    url: str = ""


class OwnParagraph(Frozen):
    """A paragraph of the reader's own in a draft."""

    text: str
    acts: tuple[ActForm, ...]


class DeliveryCard(Frozen):
    """One delivery of a letter."""

    office: str
    for_information: bool
    channel: str
    state: str
    bad: bool
    at: str
    explanation: str
    received_by: str
    acts: tuple[ActForm, ...]


class DispositionCard(Frozen):
    """One order that came back on a letter, and what became of it."""

    given_by: str
    given_to: str
    instruction: str
    due: str
    at: str
    result: str
    acts: tuple[ActForm, ...]


class LetterLife(Frozen):
    """Where a letter is, and what it has been through."""

    where: str
    note: str
    void_reason: str
    paper: str
    chain: tuple[tuple[str, str], ...]
    changes: tuple[Redlined, ...]
    changed_since: str
    own: tuple[OwnParagraph, ...]
    deliveries: tuple[DeliveryCard, ...]
    dispositions: tuple[DispositionCard, ...]
    corrected_by: tuple[tuple[str, str, str], ...]
    corrects: str


class AgendaRow(Frozen):
    """One number of a register; without a link, a letter out of the reader's reach."""

    sequence: int
    number: str
    dated: str
    kind: str
    subject: str
    state: str
    void_reason: str
    errata: tuple[str, ...]
    url: str


class AgendaPage(Page):
    """One register, number by number, and the others to choose from."""

    books: tuple[tuple[str, str, bool], ...]
    rows: tuple[AgendaRow, ...]
    sheet_url: str = ""


class SigningLines(Frozen):
    """How far the signing of a letter has come; ``url`` leads who may sign to the deed."""

    state: str
    at: str
    sha256: str
    subject: str
    verify_url: str
    url: str


class LetterPage(Page):
    """One letter as it will be read, with the origin of every value."""

    url: str
    kind: str
    state: str
    waiting: bool
    number: str
    dated: str
    nature: str
    to: tuple[str, ...]
    sender: str
    subject: str
    opening: str
    parts: tuple[PaperPart, ...]
    points: tuple[PaperPoint, ...]
    closing: str
    signatory: tuple[str, ...]
    copies: tuple[str, ...]
    about: Subject
    fingerprint: str
    provenance: tuple[Provenance, ...]
    stale: tuple[StaleValue, ...]
    waits: tuple[WaitLine, ...]
    acts: tuple[ActForm, ...]
    pdf_url: str
    word_url: str
    signing: SigningLines
    approved_by: str
    prepared_by: str
    life: LetterLife


class ProofQuestion(Frozen):
    """The public page before anything was asked; ``said`` is why it was not answered."""

    said: str = ""


class ProofAnswer(Frozen):
    """What anybody may know of a letter; ``compared`` is what became of a file they sent."""

    public_id: str
    known: bool
    stands: bool
    state: str
    lines: tuple[tuple[str, str], ...]
    sha256: str
    compared: str = ""
    same: bool = False


class ProofPage(Page):
    """Pemeriksaan naskah, for anybody."""

    answer: ProofAnswer | None
    said: str = ""


class SigningPage(Page):
    """The confirming step before a signature: what is signed, and by what kind of signature."""

    url: str
    sheet_url: str
    kind: str
    number: str
    dated: str
    subject: str
    signatory: str
    signature: str
    simulated: bool
    sheet: str
    public_url: str
    act: ActForm


class RedactedLetterPage(Page):
    """What is left of a letter whose content has been deleted (UU 27/2022)."""

    card: LetterCard
    about: Subject
    fingerprint: str


class CaucusPage(Page):
    """What one party said apart: for who mediates and the case's officer, or by a broken seal."""

    case_title: str
    case_url: str
    party: str
    note: str
    open: bool
    act: ActForm | None


class FigureGroup(Frozen):
    """One line under a figure: of whom, what it comes to, out of how many."""

    by: str
    value: str
    beside: str


class FigurePanel(Frozen):
    """One figure: what it counts, its headline, who or what it is made of."""

    url: str
    label: str
    definition: str
    headline: FigureGroup | None
    groups: tuple[FigureGroup, ...]


class TrendMonth(Frozen):
    """One month of the trend: its numbers by level, hijau first, and where its cases are.

    ``name`` is short, ``said`` the whole for who hears it.
    """

    name: str
    label: str
    said: str
    url: str
    counts: tuple[tuple[Level, int, str], ...]
    total: int


class Trend(Frozen):
    """Cases of the last months as columns, and the same numbers as lines."""

    sketch: Columns
    months: tuple[TrendMonth, ...]
    total: int


class FiguresPage(Page):
    """The figures of a period."""

    trend: Trend

    figures: tuple[FigurePanel, ...]
    periods: tuple[Option, ...]
    region: str
    since: str


class CountedLine(Frozen):
    """One thing a figure counts, with its way to the events."""

    began: str
    ended: str
    by: str
    outcome: str
    where: str
    began_url: str
    ended_url: str


class CountedPage(Page):
    """The events behind one figure."""

    definition: str
    lines: tuple[CountedLine, ...]
    back: str
    more: str


class HealthPage(Page):
    """How the installation is doing, for administrators."""

    ok: bool
    lines: tuple[tuple[str, str], ...]
    stuck: tuple[ActedOn, ...] = ()
    out_of_reach: int = 0
    """Windows that somebody else has to see to."""


class TroublePage(Page):
    """Something did not work: what, and what to do now."""

    status: int
    message: str
    advice: str
    reference: str = ""
    resend_to: str = ""
    resend: tuple[tuple[str, str], ...] = ()
    resend_text: str = "Kirim ulang"
    log_in: bool = False
    home: str = "/"
