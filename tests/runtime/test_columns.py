"""Columns of levels: as high as their share, stacked from the base, none for nothing."""

from domain.risk import Level
from runtime.charting import columns


def test_the_largest_count_reaches_the_top_and_the_others_their_share() -> None:
    drawn = columns([{Level.RED: 1, Level.GREEN: 3}, {Level.YELLOW: 2}, {}])
    high = [drawn.base - each.top for each in drawn.columns]
    assert high[0] > 100
    assert abs(high[1] - high[0] / 2) <= 0.2
    assert high[2] == 0


def test_levels_stand_on_each_other_with_green_at_the_bottom() -> None:
    (column,) = columns([{Level.RED: 1, Level.YELLOW: 2, Level.GREEN: 1}]).columns
    assert [each.level for each in column.blocks] == [Level.GREEN, Level.YELLOW, Level.RED]
    for lower, upper in zip(column.blocks, column.blocks[1:], strict=False):
        assert abs(upper.y + upper.height - lower.y) < 0.2


def test_nothing_at_all_draws_no_block_and_does_not_divide_by_it() -> None:
    assert not any(each.blocks for each in columns([{}, {}]).columns)
    assert columns([]).columns == ()
