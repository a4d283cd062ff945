"""Kebijakan (SOP): the office's own numbers, adopted as one version and kept as data.

Nothing in a policy is law. Every span and threshold is practice that an office decides for
itself (SOP), or a yardstick taken from a law that does not bind here (UU 30/1999 Pasal 6, for
deliberation). What the law itself fixes stands in `domain.law` and cannot be adopted away.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from domain.deadline import DeadlineBasis, Span
from domain.delivery import OfficeAddress
from domain.kernel import Frozen, Line, Secrecy
from domain.letter_content import Urgency
from domain.letter_type import LetterType
from domain.likeness import USUAL_LIKENESS, LikenessRules
from domain.regions import RegionLevel
from domain.retention import USUAL_RETENTION, RetentionRules
from domain.risk import Level, RiskRules

URGENCY_OF_LEVEL: Final[Mapping[Level, Urgency]] = {
    Level.GREEN: Urgency.ORDINARY,
    Level.YELLOW: Urgency.URGENT,
    Level.RED: Urgency.IMMEDIATE,
}
"""The urgency a letter about a case of that colour has when nobody chose another."""


class LevelSpans(Frozen):
    """Jangka waktu per tingkat; in JSON the keys are `hijau`, `kuning` and `merah`."""

    model_config = ConfigDict(serialize_by_alias=True)

    green: Span = Field(alias="hijau")
    yellow: Span = Field(alias="kuning")
    red: Span = Field(alias="merah")

    def of(self, level: Level) -> Span:
        """The span of one level."""
        return {Level.GREEN: self.green, Level.YELLOW: self.yellow, Level.RED: self.red}[level]


class UrgencySpans(Frozen):
    """Jangka waktu per derajat naskah; in JSON the keys are the values of `Urgency`.

    A more urgent letter never has the longer window.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    ordinary: Span = Field(alias="biasa")
    urgent: Span = Field(alias="segera")
    immediate: Span = Field(alias="sangat_segera")

    def of(self, urgency: Urgency) -> Span:
        """The span of one urgency."""
        return {
            Urgency.ORDINARY: self.ordinary,
            Urgency.URGENT: self.urgent,
            Urgency.IMMEDIATE: self.immediate,
        }[urgency]

    @model_validator(mode="after")
    def _more_urgent_is_not_slower(self) -> Self:
        for calmer, keener in pairwise(Urgency):
            _refuse_longer(keener, self.of(keener), calmer, self.of(calmer))
        return self


def _refuse_longer(name: str, span: Span, other_name: str, other: Span) -> None:
    if span.never_longer_than(other):
        return
    mixed = span.counts_working_days and not other.counts_working_days
    raise PydanticCustomError(
        "span_slower",
        "{name} ({span}) tidak boleh lebih lambat daripada {other_name} ({other}){hint}",
        {
            "name": name,
            "span": str(span),
            "other_name": other_name,
            "other": str(other),
            "hint": "; 'hari kerja' hanya dapat dibandingkan dengan 'hari kerja'" if mixed else "",
        },
    )


def _redder_is_not_slower(spans: LevelSpans) -> LevelSpans:
    for calmer, keener in pairwise(Level):
        _refuse_longer(keener, spans.of(keener), calmer, spans.of(calmer))
    return spans


def _redder_is_watched_as_long(spans: LevelSpans) -> LevelSpans:
    for calmer, keener in pairwise(Level):
        if not spans.of(calmer).never_longer_than(spans.of(keener)):
            raise PydanticCustomError(
                "watch_shorter",
                "{keener} ({span}) tidak boleh dipantau lebih singkat daripada {calmer} ({other})",
                {
                    "keener": keener,
                    "span": str(spans.of(keener)),
                    "calmer": calmer,
                    "other": str(spans.of(calmer)),
                },
            )
    return spans


Windows = Annotated[LevelSpans, AfterValidator(_redder_is_not_slower)]
"""Windows to act in: merah never slower than kuning, kuning never slower than hijau."""

Watch = Annotated[LevelSpans, AfterValidator(_redder_is_watched_as_long)]
"""Masa pemantauan, the other way about: what was merah is never watched for less."""


def _spans(green: str, yellow: str, red: str) -> LevelSpans:
    return LevelSpans.model_validate({"hijau": green, "kuning": yellow, "merah": red})


USUAL_ACTIVITY: Final = _spans("4 hari", "36 jam", "2 jam")


class TaskRules(Frozen):
    """SOP tugas lapangan: how long a liaison and the supervisor have. Practice, not law.

    `acknowledge` runs from the delivery; `remind_before` is how long before its end the liaison
    is reminded, a time on the wall clock; `report` runs from the acknowledgement, and
    `supervisor_answer` from the moment the chain has fallen silent. `activity` is how long who
    acknowledged may give no sign of life before the chain goes on; each sign begins it anew. It is
    left out of the JSON, and so of its hash, while it is usual.
    """

    acknowledge: Windows
    remind_before: Windows
    report: Windows
    supervisor_answer: Windows
    activity: Windows = Field(default=USUAL_ACTIVITY, exclude_if=USUAL_ACTIVITY.__eq__)

    @model_validator(mode="after")
    def _reminded_within_the_window(self) -> Self:
        for level in Level:
            remind, window = self.remind_before.of(level), self.acknowledge.of(level)
            if remind.counts_working_days:
                raise PydanticCustomError(
                    "reminder_in_working_days",
                    "remind_before.{level} ({remind}) harus dalam menit, jam, atau hari",
                    {"level": level, "remind": str(remind)},
                )
            if not remind.always_shorter_than(window):
                raise PydanticCustomError(
                    "reminder_too_early",
                    "remind_before.{level} ({remind}) harus lebih singkat daripada "
                    "acknowledge.{level} ({window})",
                    {"level": level, "remind": str(remind), "window": str(window)},
                )
        return self


ProvinceCode = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
"""Kode provinsi menurut Kemendagri."""


class Readings(Frozen):
    """Pembacaan ketentuan yang meragukan: where a statute can be read in two ways, the office's.

    Strict unless an office, advised by its jurist, adopts otherwise (ADR 15, 16).

    - `regions_without_autonomous_regencies`: provinces whose kota and kabupaten are
      administrative, so that nobody but the governor can declare (UU 29/2007, UU 2/2024);
    - `single_extension`: a state of conflict is extended once (UU 7/2012 Pasal 29);
    - `task_force_needs_state_of_conflict`: "dan" in UU 7/2012 Pasal 42 joins ground e to the
      others, so that no task force is formed without a state of conflict in force.
    """

    regions_without_autonomous_regencies: tuple[ProvinceCode, ...] = ("31",)
    single_extension: bool = True
    task_force_needs_state_of_conflict: bool = True


STRICT: Final = Readings()


class InitialRule(Frozen):
    """Which offices initial a letter of these types, in order, before it is approved (paraf).

    ``at_least``: only letters of this secrecy or above.
    """

    types: tuple[LetterType, ...] = Field(min_length=1)
    at_least: Secrecy = Secrecy.OPEN
    offices: tuple[Line, ...] = Field(max_length=8)


def _within(ordinary: str, urgent: str, immediate: str) -> UrgencySpans:
    return UrgencySpans.model_validate(
        {"biasa": ordinary, "segera": urgent, "sangat_segera": immediate}
    )


FRAME_DAY: Final = 3

VisitDay = Annotated[int, Field(ge=1, le=730)]
"""Hari ke berapa sejak pemulihan dimulai."""


class LetterRules(Frozen):
    """SOP naskah dinas. Practice, not law; the first rule of `initials` that fits counts.

    `revision`: a returned draft waits for its author; `delivery_check`: a failed or unclear
    delivery waits for a person; `disposition`: a letter to the governor waits for his order.
    `offices` is the address book. `frame_day`: on which day of the following month a month's
    Bingkai Pemetaan is drafted; left out of the JSON, and so of its hash, while it is the third.
    """

    initials: tuple[InitialRule, ...] = (
        InitialRule(
            types=tuple(each for each in LetterType if each.decree),
            offices=("Kepala Biro Hukum", "Asisten Pemerintahan", "Sekretaris Daerah"),
        ),
    )
    offices: tuple[OfficeAddress, ...] = Field(default=(), max_length=500)
    revision: UrgencySpans = _within("2 hari kerja", "1 hari kerja", "4 jam")
    delivery_check: UrgencySpans = _within("1 hari kerja", "4 jam", "1 jam")
    disposition: UrgencySpans = _within("5 hari kerja", "2 hari kerja", "6 jam")
    frame_day: int = Field(default=FRAME_DAY, ge=1, le=28, exclude_if=FRAME_DAY.__eq__)

    def chain_of(self, type_: LetterType, secrecy: Secrecy) -> tuple[str, ...]:
        """The offices whose initials a letter needs."""
        for rule in self.initials:
            if type_ in rule.types and secrecy.rank >= rule.at_least.rank:
                return rule.offices
        return ()


USUAL_LETTERS: Final = LetterRules()

CONFIRM_RED: Final = Span.parse("6 jam")
HANDOVER: Final = Span.parse("1 hari kerja")


class ClockRules(Frozen):
    """SOP jeda dan perpanjangan batas waktu. Practice, not law; statutory clocks know neither.

    A pause lasts `longest_pause` at most, and ends by itself; a window is paused `most_pauses`
    times and extended `most_extensions` times, each by `longest_extension` at most. Both
    lengths are on the wall clock. `opens`: when office hours begin, on the region's own clock.
    `review`: how long a case that came back on its date waits to be looked at.
    """

    most_pauses: int = Field(default=2, ge=0, le=20)
    longest_pause: Span = Span(amount=30, unit="hari")
    most_extensions: int = Field(default=1, ge=0, le=20)
    longest_extension: Span = Span(amount=14, unit="hari")
    opens: time = time(8, 0)
    review: Span = Span(amount=1, unit="hari kerja")

    @model_validator(mode="after")
    def _on_the_wall_clock(self) -> Self:
        for span in (self.longest_pause, self.longest_extension):
            if span.counts_working_days:
                raise PydanticCustomError(
                    "clock_in_working_days",
                    "lama jeda dan perpanjangan ({span}) ditulis dalam menit, jam, atau hari",
                    {"span": str(span)},
                )
        return self


USUAL_CLOCKS: Final = ClockRules()


USUAL_CLAIM: Final = LevelSpans.model_validate(
    {"hijau": "8 jam", "kuning": "4 jam", "merah": "1 jam"}
)


class SettlementRules(Frozen):
    """SOP musyawarah, perkara di pengadilan, pemulihan, dan pemantauan. Practice, not law.

    With `guidelines` the terms of UU 30/1999 Pasal 6 are watched as yardsticks: they were made for
    civil disputes and bind nobody here. `meeting`: the parties' first meeting; `mediated`: a result
    with the help of whoever stands between them; `mediator_start`: a newly appointed mediator
    begins; `registration` and `execution` of an agreement, from its signing and its registration.

    `session_minutes`: what came of a session is written down; `court_watch`: how often the office
    looks how a case before the court stands; `recovery_approval`: a recovery plan waits for its
    second person; `recovery_blocks_closing`: whether its open items stand in the way of closing.
    `visits`: on which days of the recovery a visit is due, such as 30, 90 and 180; none for the
    one term of `Policy.monitoring`. A visit counts from `visit_opens` before its day.
    """

    guidelines: bool = False
    meeting: Span = Span(amount=14, unit="hari")
    mediated: Span = Span(amount=14, unit="hari")
    mediator_start: Span = Span(amount=7, unit="hari")
    registration: Span = Span(amount=30, unit="hari")
    execution: Span = Span(amount=30, unit="hari")
    session_minutes: Span = Span(amount=24, unit="jam")
    court_watch: Span = Span(amount=30, unit="hari")
    recovery_approval: Span = Span(amount=3, unit="hari kerja")
    recovery_blocks_closing: bool = True
    visits: tuple[VisitDay, ...] = Field(default=(), max_length=12)
    visit_opens: Span = Span(amount=7, unit="hari")

    @model_validator(mode="after")
    def _visits_follow_each_other(self) -> Self:
        if any(later <= earlier for earlier, later in pairwise(self.visits)):
            raise PydanticCustomError("visits_out_of_order", "visits harus urut dari yang terdekat")
        return self


USUAL_SETTLEMENT: Final = SettlementRules()


class ForumRules(Frozen):
    """SOP FKDM. Practice, not law: who may be a member, for how long, and what is expected.

    Ages in full years on the first day of a term of at most `years`; `pass_mark` for each stage of
    the selection, of 100; seats of one forum by the level of its region; `reports_per_week` of
    each member, for the rate on the page.
    """

    youngest: int = Field(default=25, ge=17, le=100)
    oldest: int = Field(default=60, ge=17, le=100)
    years: int = Field(default=5, ge=1, le=10)
    pass_mark: int = Field(default=60, ge=0, le=100)
    seats_province: int = Field(default=11, ge=1, le=100)
    seats_regency: int = Field(default=11, ge=1, le=100)
    seats_district: int = Field(default=10, ge=1, le=100)
    seats_village: int = Field(default=7, ge=1, le=100)
    reports_per_week: int = Field(default=7, ge=1, le=100)

    def seats(self, level: RegionLevel) -> int:
        """Seats of one forum; none for the nation, which has no forum."""
        return {
            RegionLevel.PROVINCE: self.seats_province,
            RegionLevel.REGENCY: self.seats_regency,
            RegionLevel.DISTRICT: self.seats_district,
            RegionLevel.VILLAGE: self.seats_village,
        }.get(level, 0)


USUAL_FORUM: Final = ForumRules()


class ForkopimdaRules(Frozen):
    """SOP paket Forkopimda. Practice, not law: `reading` is how long a member has to read one."""

    reading: Windows = Field(
        default_factory=lambda: _spans("3 hari kerja", "24 jam", "3 jam"),
    )


USUAL_FORKOPIMDA: Final = ForkopimdaRules()


class Policy(Frozen):
    """Kebijakan/SOP yang berlaku sejak `effective_from`, by version such as `2026-1`.

    Every window is SOP practice, per level of risk:

    - `triage`: a report waits to be looked at;
    - `claim`: how long an officer keeps a report that waits from the others;
    - `verification`: an opened case waits for facts from the field;
    - `escalation_approval`: a proposal to escalate waits for a second person;
    - `first_handling`: from escalation to the first handling in the field;
    - `deliberation_start`: from entering deliberation to the first session (musyawarah);
    - `deliberation_agreement`: from there to an agreement, after UU 30/1999 Pasal 6;
    - `monitoring`: how long a resolved case is watched before it may be closed;
    - `task`: see `TaskRules`;
    - `letter_approval`: a draft waits for its approver, per urgency of the letter;
    - `letters`: see `LetterRules`;
    - `clocks`: see `ClockRules`;
    - `confirm_red`: a provisional red waits for a second source (one span: only red waits for it);
    - `handover`: a case offered to a colleague waits to be accepted or declined;
    - `retention`: see `RetentionRules`;
    - `settlement`: see `SettlementRules`;
    - `likeness`: see `LikenessRules`;
    - `forum`: see `ForumRules`;
    - `forkopimda`: see `ForkopimdaRules`.

    `supervisor_after_elapsed`: whether the supervisor is asked when an office let its window
    pass in silence. `remarks` is what the adopting office wants its readers to know. `readings`,
    `confirm_red`, `handover` and `retention` are left out of the JSON, and so of its hash, while
    they are the usual ones.
    """

    version: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{1,3}$")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    effective_from: date
    remarks: Annotated[str, Field(max_length=2_000)] = ""
    risk: RiskRules
    triage: Windows
    verification: Windows
    escalation_approval: Windows
    first_handling: Windows
    deliberation_start: Windows
    deliberation_agreement: Windows
    monitoring: Watch
    task: TaskRules
    letter_approval: UrgencySpans
    supervisor_after_elapsed: bool
    readings: Readings = Field(default=STRICT, exclude_if=STRICT.__eq__)
    letters: LetterRules = Field(default=USUAL_LETTERS, exclude_if=USUAL_LETTERS.__eq__)
    clocks: ClockRules = Field(default=USUAL_CLOCKS, exclude_if=USUAL_CLOCKS.__eq__)
    claim: Windows = Field(default=USUAL_CLAIM, exclude_if=USUAL_CLAIM.__eq__)
    handover: Span = Field(default=HANDOVER, exclude_if=HANDOVER.__eq__)
    confirm_red: Span = Field(default=CONFIRM_RED, exclude_if=CONFIRM_RED.__eq__)
    retention: RetentionRules = Field(default=USUAL_RETENTION, exclude_if=USUAL_RETENTION.__eq__)
    settlement: SettlementRules = Field(
        default=USUAL_SETTLEMENT, exclude_if=USUAL_SETTLEMENT.__eq__
    )
    likeness: LikenessRules = Field(default=USUAL_LIKENESS, exclude_if=USUAL_LIKENESS.__eq__)
    forum: ForumRules = Field(default=USUAL_FORUM, exclude_if=USUAL_FORUM.__eq__)
    forkopimda: ForkopimdaRules = Field(
        default=USUAL_FORKOPIMDA, exclude_if=USUAL_FORKOPIMDA.__eq__
    )

    def span_for(self, kind: str, grade: Level | Urgency) -> Span:
        """The span of one of `POLICY_DEADLINES`, at a level (or, for letters, an urgency).

        A letter asked for by level has `URGENCY_OF_LEVEL`. ValueError for a kind no policy
        sets, or an urgency where levels count.
        """
        spans: Any = self
        for name in _rule(kind).field.split("."):
            spans = getattr(spans, name)
        if isinstance(spans, Span):
            return spans
        if isinstance(spans, UrgencySpans):
            return spans.of(_urgency(grade))
        if isinstance(spans, LevelSpans) and isinstance(grade, Level):
            return spans.of(grade)
        raise ValueError(f"Batas waktu {kind!r} tidak ditetapkan per derajat naskah.")

    def basis_for(self, kind: str, grade: Level | Urgency) -> DeadlineBasis:
        """What such a deadline rests on: `SOP 2026-1, verifikasi kuning`; never a statute."""
        rule = _rule(kind)
        by = _urgency(grade).label.lower() if rule.per_urgency else grade
        citation = f"SOP {self.version}, {rule.label}" + ("" if rule.for_all else f" {by}")
        if rule.guideline:
            return DeadlineBasis(kind="guideline", citation=f"{rule.guideline} ({citation})")
        return DeadlineBasis(kind="sop", citation=citation)


class PolicyDeadline(Frozen):
    """A kind of deadline a policy sets: its words, its place in the policy, its yardstick."""

    label: str
    field: str
    guideline: str = ""
    per_urgency: bool = False
    for_all: bool = False


def _settling(label: str, name: str) -> PolicyDeadline:
    return PolicyDeadline(label=label, field=f"settlement.{name}", for_all=True)


def _yardstick(label: str, name: str, paragraph: int) -> PolicyDeadline:
    article = f"UU 30/1999 Pasal 6 ayat ({paragraph})"
    return _settling(label, name).model_copy(update={"guideline": article})


POLICY_DEADLINES: Final[Mapping[str, PolicyDeadline]] = {
    "triage": PolicyDeadline(label="triase", field="triage"),
    "claim": PolicyDeadline(label="pengambilan laporan", field="claim"),
    "verification": PolicyDeadline(label="verifikasi", field="verification"),
    "confirm_red": PolicyDeadline(label="konfirmasi merah sementara", field="confirm_red"),
    "handover": PolicyDeadline(label="penerimaan kasus", field="handover", for_all=True),
    "escalation_approval": PolicyDeadline(
        label="persetujuan eskalasi", field="escalation_approval"
    ),
    "first_handling": PolicyDeadline(label="penanganan pertama", field="first_handling"),
    "deliberation_start": PolicyDeadline(label="mulai musyawarah", field="deliberation_start"),
    "deliberation_agreement": PolicyDeadline(
        label="kesepakatan musyawarah",
        field="deliberation_agreement",
        guideline="UU 30/1999 Pasal 6",
    ),
    "deliberation_meeting": _yardstick("pertemuan pertama para pihak", "meeting", 2),
    "deliberation_mediated": _yardstick("hasil dengan bantuan penengah", "mediated", 3),
    "mediator_start": _yardstick("mulainya penengah yang baru", "mediator_start", 5),
    "agreement_registration": _yardstick("pendaftaran kesepakatan", "registration", 7),
    "agreement_execution": _yardstick("pelaksanaan kesepakatan", "execution", 8),
    "session_minutes": _settling("catatan sidang", "session_minutes"),
    "court_watch": _settling("pemantauan perkara", "court_watch"),
    "recovery_approval": _settling("persetujuan rencana pemulihan", "recovery_approval"),
    "monitoring": PolicyDeadline(label="pemantauan", field="monitoring"),
    "acknowledge": PolicyDeadline(label="pengakuan tugas", field="task.acknowledge"),
    "reminder": PolicyDeadline(label="pengingat tugas", field="task.remind_before"),
    "report": PolicyDeadline(label="laporan tugas", field="task.report"),
    "activity": PolicyDeadline(label="kabar tugas", field="task.activity"),
    "supervisor_answer": PolicyDeadline(label="tindakan pimpinan", field="task.supervisor_answer"),
    "letter_approval": PolicyDeadline(
        label="persetujuan naskah", field="letter_approval", per_urgency=True
    ),
    "letter_revision": PolicyDeadline(
        label="perbaikan naskah", field="letters.revision", per_urgency=True
    ),
    "delivery_check": PolicyDeadline(
        label="pemeriksaan pengiriman", field="letters.delivery_check", per_urgency=True
    ),
    "pack_reading": PolicyDeadline(label="pembacaan paket Forkopimda", field="forkopimda.reading"),
    "disposition": PolicyDeadline(label="disposisi", field="letters.disposition", per_urgency=True),
}
"""Every kind of deadline that comes from the policy, as `Deadline.kind` names it."""


def _rule(kind: str) -> PolicyDeadline:
    try:
        return POLICY_DEADLINES[kind]
    except KeyError:
        raise ValueError(f"Kebijakan tidak menetapkan batas waktu {kind!r}.") from None


def _urgency(grade: Level | Urgency) -> Urgency:
    return URGENCY_OF_LEVEL[grade] if isinstance(grade, Level) else grade


def content_hash(policy: Policy) -> str:
    """SHA-256 (hex) of the policy's canonical JSON: same content, same hash, however written."""
    canonical = json.dumps(
        policy.model_dump(mode="json"),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


class PolicyInvalid(ValueError):
    """Kebijakan tidak dapat dipakai; `problems` says why, one Indonesian line per field."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("Kebijakan tidak sah:\n" + "\n".join(f"- {line}" for line in problems))
        self.problems = problems


def load_policy(text: str) -> Policy:
    """Reads a policy from JSON text; `PolicyInvalid` names every field that is wrong."""
    try:
        given = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as broken:
        where = f"baris {broken.lineno} kolom {broken.colno}"
        raise PolicyInvalid((f"teks bukan JSON yang sah ({where})",)) from None
    if not isinstance(given, dict):
        raise PolicyInvalid(("JSON harus berupa satu objek kebijakan",))
    try:
        return Policy.model_validate_json(text)
    except ValidationError as refused:
        raise PolicyInvalid(tuple(_in_indonesian(error) for error in refused.errors())) from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice would silently win or lose: refused."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise PolicyInvalid((f"{name}: tertulis dua kali",))
        found[name] = value
    return found


def _no_constant(name: str) -> None:
    raise PolicyInvalid((f"{name} bukan bilangan yang boleh dipakai",))


_MESSAGES: Final[Mapping[str, str]] = {
    "missing": "wajib diisi",
    "extra_forbidden": "tidak dikenal dalam kebijakan",
    "int_type": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "int_from_float": "harus bilangan bulat",
    "float_type": "harus bilangan",
    "float_parsing": "harus bilangan",
    "finite_number": "harus bilangan",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "string_type": "harus teks",
    "string_too_short": "tidak boleh kosong",
    "string_too_long": "terlalu panjang (paling banyak {max_length} huruf)",
    "string_pattern_mismatch": "tidak sesuai pola {pattern}",
    "date_type": "harus tanggal, misalnya 2026-01-01",
    "date_parsing": "harus tanggal, misalnya 2026-01-01",
    "date_from_datetime_parsing": "harus tanggal, misalnya 2026-01-01",
    "date_from_datetime_inexact": "harus tanggal tanpa jam, misalnya 2026-01-01",
    "greater_than_equal": "harus paling sedikit {ge}",
    "less_than_equal": "harus paling banyak {le}",
    "enum": "harus salah satu dari: {expected}",
    "literal_error": "harus salah satu dari: {expected}",
    "tuple_type": "harus daftar",
    "model_type": "harus objek dengan beberapa isian",
    "model_attributes_type": "harus objek dengan beberapa isian",
}
"""What pydantic refuses by itself, said in Indonesian."""

_OUR_OWN: Final = frozenset(
    {
        "span_text",
        "span_not_positive",
        "span_too_long",
        "span_slower",
        "watch_shorter",
        "reminder_too_early",
        "reminder_in_working_days",
        "span_type",
        "thresholds_out_of_order",
        "steps_out_of_order",
        "clock_in_working_days",
        "visits_out_of_order",
    }
)


def _in_indonesian(error: ErrorDetails) -> str:
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] in _OUR_OWN:
        return f"{field}: {error['msg']}"
    said = _MESSAGES.get(error["type"], "nilai tidak sah").format_map(error.get("ctx", {}))
    return f"{field}: {said.replace(' or ', ' atau ')}"
