"""Aturan otomatis: everything the machine does by itself, each with what sets it off.

The table is made of the tables that make it happen, so that a rule cannot be left out: windows by
policy and law, what follows from silence, chain, letters, notices, the monthly frame.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import UUID

from application.letters.rules import RULES as LETTERS
from application.notices.rules import RULES as NOTICES
from domain.clocks import NO_SILENCE, Clocked, WaitKind
from domain.field_task import FieldTask
from domain.kernel import Fact, Role, key
from domain.letter import Letter
from domain.letter_content import LetterType
from domain.notice import Notice
from domain.policy import POLICY_DEADLINES


class Group(StrEnum):
    """What kind of rule it is; in this order on the page."""

    WINDOW = "Batas waktu yang dijanjikan"
    SILENCE = "Yang terjadi bila batas waktu lewat"
    CHAIN = "Rantai tugas lapangan"
    LETTER = "Naskah yang disusun mesin"
    NOTICE = "Pemberitahuan"


@dataclass(frozen=True)
class AutomaticRule:
    """One thing the machine does, what sets it off, on what it rests, and which event shows it."""

    name: str
    group: Group
    label: str
    trigger: str
    basis: str
    event: str
    fires: Callable[[Any], bool]

    @property
    def rule_id(self) -> UUID:
        return key("automatic rule", self.name)


def _basis(kind: WaitKind) -> str:
    if kind.value in POLICY_DEADLINES:
        return POLICY_DEADLINES[kind.value].guideline or "SOP (kebijakan yang berlaku)"
    return "undang-undang, atau waktu yang ditetapkan bersama"


def _waits_for(kind: WaitKind, fact: Any) -> bool:
    return fact.wait.kind is kind


def _let_pass(kind: WaitKind, fact: Any) -> bool:
    return fact.kind is kind


def _by_machine(type_: LetterType, fact: Any) -> bool:
    return bool(fact.type is type_ and fact.envelope.role is Role.SYSTEM)


def _told(rule: str, fact: Any) -> bool:
    return bool(fact.rule == rule)


def _windows() -> Iterator[AutomaticRule]:
    for kind in WaitKind:
        yield AutomaticRule(
            name=f"batas:{kind.value}",
            group=Group.WINDOW,
            label=f"Menunggu {kind.words}",
            trigger="keadaan yang menimbulkannya dicatat",
            basis=_basis(kind),
            event=Clocked.DeadlineSet.NAME,
            fires=partial(_waits_for, kind),
        )


def _silences() -> Iterator[AutomaticRule]:
    for kind in WaitKind:
        yield AutomaticRule(
            name=f"lewat:{kind.value}",
            group=Group.SILENCE,
            label=_AFTER.get(kind) or _after(kind),
            trigger=f"{kind.words} tidak datang sampai batas waktu",
            basis=_basis(kind),
            event=Clocked.DeadlineElapsed.NAME,
            fires=partial(_let_pass, kind),
        )


def _after(kind: WaitKind) -> str:
    if kind in NO_SILENCE:
        return f"{kind.words[:1].upper()}{kind.words[1:]}: dicatat pada waktunya"
    return "Kelambatan dicatat; pimpinan diminta bertindak bila kebijakan menentukannya"


_AFTER: Final = {
    WaitKind.ACKNOWLEDGE: "Tugas beralih kepada penghubung berikutnya, lalu pimpinan",
    WaitKind.ACTIVITY: "Tugas beralih kepada penghubung berikutnya, lalu pimpinan",
    WaitKind.REMINDER: "Yang ditunggu diingatkan",
    WaitKind.SUPERVISOR_ANSWER: "Kelambatan dicatat pada pimpinan",
}

_CHAIN: Final = (
    (FieldTask.Reminded, "Penghubung diingatkan", "menjelang batas pengakuan"),
    (FieldTask.PassedOn, "Tugas sampai pada penghubung", "diberikan, ditolak, atau tidak dijawab"),
    (FieldTask.SupervisorAsked, "Pimpinan diminta bertindak", "rantai penghubung habis"),
)


def _chain() -> Iterator[AutomaticRule]:
    for event, label, trigger in _CHAIN:
        yield AutomaticRule(
            name=f"rantai:{event.NAME}",
            group=Group.CHAIN,
            label=label,
            trigger=trigger,
            basis="SOP (kebijakan yang berlaku)",
            event=event.NAME,
            fires=lambda _: True,
        )


def _letters() -> Iterator[AutomaticRule]:
    for rule in LETTERS.values():
        if rule.on_request and not rule.timed:
            continue
        yield AutomaticRule(
            name=f"naskah:{rule.type.value}",
            group=Group.LETTER,
            label=f"{rule.type.label} disusun",
            trigger=rule.trigger,
            basis=rule.basis,
            event=Letter.Drafted.NAME,
            fires=partial(_by_machine, rule.type),
        )


def _notices() -> Iterator[AutomaticRule]:
    for rule in NOTICES:
        yield AutomaticRule(
            name=f"pemberitahuan:{rule.name}",
            group=Group.NOTICE,
            label=f"{rule.label}: {rule.audience} diberi tahu",
            trigger=rule.label,
            basis="SOP; di aplikasi" + (" dan surel" if rule.mailed else ""),
            event=Notice.Given.NAME,
            fires=partial(_told, rule.name),
        )


RULES: Final = (*_windows(), *_silences(), *_chain(), *_letters(), *_notices())
"""Every rule, by group."""

EVENTS_OF_RULES: Final = frozenset(rule.event for rule in RULES)


_BY_EVENT: Final = {
    event: tuple(rule for rule in RULES if rule.event == event) for event in EVENTS_OF_RULES
}


def fired_by(fact: Fact) -> Iterator[AutomaticRule]:
    """The rules an event shows at work."""
    for rule in _BY_EVENT.get(fact.NAME, ()):
        if rule.fires(fact):
            yield rule
