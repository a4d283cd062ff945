"""Pictures as phones make them: with the place, the device and a comment written into them."""

from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"Kamera rahasia"
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825


def photo(kind: str = "JPEG", *, orientation: int = 1, seed: int = 0) -> bytes:
    """A wide picture with EXIF (place and device), and text where the format has it."""
    picture = Image.linear_gradient("L").resize((64, 32)).convert("RGB")
    picture.putpixel((0, 0), (seed % 256, 0, 0))
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKE] = orientation, SECRET.decode()
    exif.get_ifd(_GPS).update({1: "S", 2: (6.0, 12.0, 3.5), 3: "E", 4: (106.0, 49.0, 1.0)})
    written, more = BytesIO(), {}
    if kind == "PNG":
        text = PngInfo()
        text.add_text("Author", SECRET.decode())
        more["pnginfo"] = text
    picture.save(written, kind, exif=exif, **more)
    return written.getvalue()


SHOT = photo()
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
