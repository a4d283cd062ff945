"""What is said of a file that as a whole makes no sense."""

from domain.kernel import Refusal


class FileUnreadable(Refusal):
    """Berkas laporan tidak terbaca; tidak ada yang tersimpan."""
