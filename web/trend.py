"""Perkembangan: how many cases were opened month by month, by level."""

from calendar import monthrange
from datetime import date
from typing import Final
from urllib.parse import urlencode

from domain.deadline import midnight
from domain.indonesian import local, month_name
from domain.regions import zone_of
from domain.risk import Level
from runtime.charting import columns
from web import pages, words
from web.desk import Desk
from web.door import Visitor

MONTHS: Final = 12


def of(desk: Desk, visitor: Visitor) -> pages.Trend:
    """The last twelve months, this one among them, of what the visitor may read."""
    region = visitor.standing.region or desk.office.region
    months = _months(local(desk.office.clock.now(), region).date())
    counted = desk.office.board.by_month(
        midnight(months[0], region),
        zone_of(region).key,
        reader=visitor.standing,
        actor=visitor.actor,
    )
    counts = [counted.get(f"{month:%Y-%m}", {}) for month in months]
    lines = tuple(_month(*each) for each in zip(months, counts, strict=True))
    return pages.Trend(
        sketch=columns(counts), months=lines, total=sum(each.total for each in lines)
    )


def _months(today: date) -> list[date]:
    """The first days of the months, the earliest first."""
    last = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(last - MONTHS + 1, last + 1)]


def _month(first: date, count: dict[Level, int]) -> pages.TrendMonth:
    label = f"{month_name(first.month)} {first.year}"
    total = sum(count.values())
    of_level = ", ".join(
        f"{count[level]} {level.label.lower()}" for level in reversed(Level) if count.get(level)
    )
    return pages.TrendMonth(
        name=month_name(first.month)[:3],
        label=label,
        said=f"{label}: {total} kasus ({of_level})" if total else f"{label}: tidak ada kasus",
        url=_address(first) if total else "",
        counts=tuple(
            (words.level(level), number, _address(first, level) if number else "")
            for level in Level
            for number in [count.get(level, 0)]
        ),
        total=total,
    )


def _address(first: date, level: Level | None = None) -> str:
    """The board, of what was opened in a month."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    asked = {"dari": first.isoformat(), "sampai": last.isoformat()}
    return f"/papan?{urlencode(asked | ({'tingkat': level.value} if level else {}))}"
