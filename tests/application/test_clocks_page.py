"""docs/clocks.md against the code: every window once, its promiser, its length, who is told."""

import re
from pathlib import Path
from typing import Final

import pytest

from application.notices.rules import ASKING
from domain import law
from domain.clocks import NO_SILENCE, WaitKind
from domain.deadline import Span
from domain.letter_content import Urgency
from domain.policy import POLICY_DEADLINES, Policy, UrgencySpans, load_policy
from domain.risk import Level

ROOT: Final = Path(__file__).parents[2]
OF_ANOTHER: Final = {
    WaitKind.CLOCK_DECISION: "escalation_approval",
    WaitKind.RELAPSE: "task.supervisor_answer",
    WaitKind.REVIEW: "clocks.review",
    WaitKind.PAUSE_END: "clocks.longest_pause",
}
"""Windows whose length is said by a field of the policy that is not named after them."""
BY_LAW: Final = {
    WaitKind.CONTINGENCY_FUND_PLAN: (law.BTT_PLAN,),
    WaitKind.CONTINGENCY_FUND_DISBURSEMENT: (law.BTT_DISBURSEMENT,),
    WaitKind.MILITARY_ORDER: (law.TNI_ORDER,),
    WaitKind.MILITARY_REQUEST_IN_WRITING: (
        law.TNI_REQUEST_IN_WRITING_BY_REGENT,
        law.TNI_REQUEST_IN_WRITING_BY_GOVERNOR,
    ),
}
TERM: Final = {
    f"{law.LONGEST_TERM.days} hari ({law.TERM.citation})",
    f"{law.LONGEST_EXTENSION.days} hari ({law.EXTENDED_TERM.citation})",
}


class Row:
    """One row of the table."""

    def __init__(self, cells: list[str]) -> None:
        kind, self.waited_for, module, self.length, self.counted, self.after, self.told = cells
        self.kind = WaitKind(kind.strip("`"))
        self.modules = set(re.findall(r"`(domain/\w+\.py)`", module))


def rows() -> list[Row]:
    page = (ROOT / "docs" / "clocks.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    return [Row([cell.strip() for cell in line.strip("| ").split(" | ")]) for line in lines]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy((ROOT / "examples" / "policy-2026-2.json").read_text(encoding="utf-8"))


def spans_of(policy: Policy, field: str) -> dict[str, Span]:
    """The lengths a field of the policy gives, by the word of their level or urgency."""
    found: object = policy
    for name in field.split("."):
        found = getattr(found, name)
    if isinstance(found, Span):
        return {"": found}
    if isinstance(found, UrgencySpans):
        return {each.label.lower(): found.of(each) for each in Urgency}
    return {level.value: found.of(level) for level in Level}  # type: ignore[attr-defined]


def field_of(kind: WaitKind) -> str | None:
    """The field of the policy a window's length is from; a session comes at its own time."""
    rule = POLICY_DEADLINES.get(kind.value)
    if rule is None or kind is WaitKind.DELIBERATION_START:
        return OF_ANOTHER.get(kind)
    return rule.field


def promised_in(kind: WaitKind) -> set[str]:
    """The modules in which a window of that kind is promised."""
    promise = re.compile(rf"(?:promise|measure)\(\s*WaitKind\.{kind.name}\b")
    return {
        f"domain/{path.name}"
        for path in (ROOT / "domain").glob("*.py")
        if promise.search(path.read_text(encoding="utf-8"))
    }


def test_every_window_has_one_row_in_the_order_of_the_code_and_in_its_own_words() -> None:
    assert [row.kind for row in rows()] == list(WaitKind), "a new window: add its row to clocks.md"
    assert [row.waited_for for row in rows()] == [each.words for each in WaitKind]


def test_each_row_names_the_modules_that_promise_it() -> None:
    assert {row.kind: row.modules for row in rows()} == {
        kind: promised_in(kind) for kind in WaitKind
    }


def test_the_lengths_are_those_of_the_example_policy(policy: Policy) -> None:
    for row in rows():
        field = field_of(row.kind)
        if field is None:
            continue
        spans = spans_of(policy, field)
        said = ", ".join(f"{word} {span}".strip() for word, span in spans.items())
        assert f"`{field}`: {said}" in row.length
        units = {"working days" if s.counts_working_days else "wall clock" for s in spans.values()}
        assert row.counted == ", ".join(sorted(units, reverse=True))
        rule = POLICY_DEADLINES.get(row.kind.value)
        if rule is not None and rule.guideline:
            assert rule.guideline in row.length


def test_the_lengths_the_law_fixes_stand_with_their_article() -> None:
    by_kind = {row.kind: row for row in rows()}
    for kind, fixed in BY_LAW.items():
        for each in fixed:
            assert f"{each.span} ({each.basis.citation})" in by_kind[kind].length
        working = fixed[0].span.counts_working_days
        assert by_kind[kind].counted == ("working days" if working else "wall clock")
    assert all(each in by_kind[WaitKind.STATE_OF_CONFLICT_END].length for each in TERM)


def test_a_length_that_is_neither_law_nor_policy_is_a_date() -> None:
    known = BY_LAW.keys() | {WaitKind.STATE_OF_CONFLICT_END}
    for row in rows():
        if field_of(row.kind) is None and row.kind not in known:
            assert row.counted == "a date", row.kind


def test_each_row_says_who_is_told_when_it_is_promised_and_whether_silence_asks_anybody() -> None:
    mailed = dict(ASKING)
    for row in rows():
        told = {True: "in the app and by mail", False: "in the app", None: "nobody"}
        assert row.told == told[mailed.get(row.kind)], row.kind
        asks = "supervisor is asked" in row.after or "chain" in row.after or "noted" in row.after
        assert asks is (row.kind not in NO_SILENCE), row.kind
