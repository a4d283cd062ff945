"""One month of one region, on the region's own clock."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import Field

from domain.indonesian import local
from domain.kernel import Frozen
from domain.regions import RegionCode, zone_of

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
"""A month as 2026-11."""


class RegionMonth(Frozen):
    """A month of a region."""

    region: RegionCode
    month: Month

    @classmethod
    def before(cls, region: str, now: datetime) -> "RegionMonth":
        """The month before the one that runs."""
        day = local(now, region).date()
        return cls._numbered(region, day.year * 12 + day.month - 2)

    @property
    def next(self) -> "RegionMonth":
        return self._numbered(self.region, self._number + 1)

    def after(self, day: int) -> datetime:
        """The first moment of that day of the following month; of day 1, this month's end."""
        following = date.fromisoformat(f"{self.next.month}-{day:02d}")
        return datetime.combine(following, time.min, tzinfo=zone_of(self.region)).astimezone(UTC)

    @property
    def _number(self) -> int:
        year, month = self.month.split("-")
        return int(year) * 12 + int(month) - 1

    @classmethod
    def _numbered(cls, region: str, number: int) -> "RegionMonth":
        return cls(region=region, month=f"{number // 12:04d}-{number % 12 + 1:02d}")
