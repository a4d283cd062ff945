"""The wire that is cut: whoever asks for a cut gets it."""

from collections.abc import Iterator

import psycopg
import pytest

from chaos.proxy import Proxy


@pytest.fixture
def proxy(database_url: str) -> Iterator[Proxy]:
    made = Proxy(database_url)
    yield made
    made.down()


def test_an_answer_lost_for_good_leaves_nobody_a_line(proxy: Proxy) -> None:
    """Also not who had come in by another: the server is away for all."""
    for _ in range(10):
        with psycopg.connect(proxy.url) as one, psycopg.connect(proxy.url) as other:
            proxy.cut_after(b"SELECT 42", for_good=True)
            with pytest.raises(psycopg.OperationalError):
                one.execute("SELECT 42")
            with pytest.raises(psycopg.OperationalError):
                other.execute("SELECT 43")
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(proxy.url)
        proxy.up()


def test_an_answer_that_is_lost_once_leaves_the_others_theirs(proxy: Proxy) -> None:
    with psycopg.connect(proxy.url) as one, psycopg.connect(proxy.url) as other:
        proxy.cut_after(b"SELECT 42")
        with pytest.raises(psycopg.OperationalError):
            one.execute("SELECT 42")
        assert other.execute("SELECT 43").fetchone() == (43,)
    assert proxy.cuts == 1
