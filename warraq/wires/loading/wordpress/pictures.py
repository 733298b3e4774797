"""The pictures of a post whose files are here: its lead, and those within its text. No models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from warraq.markup.pieces import Kind, Piece
from warraq.wires.loading.items import ItemPicture
from warraq.wires.loading.picture_folder import Looked, PictureFolder, lost_pictures
from warraq.wires.loading.wordpress.library import Attachment, Library
from warraq.wires.loading.wordpress.shortcodes import NOT_IN_EXPORT
from warraq.wires.loading.wordpress.texts import PostText


@dataclass(frozen=True)
class PostPictures:
    """A post's text with the pictures that are carried, and how many of the others there are, by their reason."""

    pieces: tuple[Piece, ...]
    lead: ItemPicture | None
    within: tuple[ItemPicture, ...]
    lost: Counter[str]


def post_pictures(text: PostText, *, lead: int, library: Library, folder: PictureFolder) -> PostPictures:
    """Find the pictures of a post; `lead` is its lead picture's number in the library, 0 for none.

    A lead picture that opens the text as well stands once.
    """
    lost: Counter[str] = Counter()
    leading = _lead(lead, library=library, folder=folder, lost=lost)
    within: dict[str, ItemPicture] = {}
    pieces: list[Piece] = []
    for piece in text.pieces:
        if piece.kind is not Kind.PICTURE:
            pieces.append(piece)
            continue
        attachment = library.named.get(text.numbers.get(piece.address, 0))
        found = within.get(piece.address) or _within(piece, attachment, folder=folder, lost=lost)
        if found is not None:
            within[piece.address] = found
            pieces.append(piece)
    if leading is not None and _opens(pieces, leading, within=within):
        leading = replace(leading, caption=leading.caption or pieces[0].text)
        del pieces[0]
    shown = {piece.address for piece in pieces if piece.kind is Kind.PICTURE}
    return PostPictures(
        pieces=tuple(pieces),
        lead=leading,
        within=tuple(picture for address, picture in within.items() if address in shown),
        lost=lost,
    )


def _lead(number: int, *, library: Library, folder: PictureFolder, lost: Counter[str]) -> ItemPicture | None:
    if not number:
        return None
    attachment = library.named.get(number)
    if attachment is None:
        lost[NOT_IN_EXPORT] += 1
        return None
    looked = folder.look(attachment.address)
    return _told(attachment.address, attachment, looked=looked, caption=attachment.caption, lost=lost)


def _within(
    piece: Piece, attachment: Attachment | None, *, folder: PictureFolder, lost: Counter[str]
) -> ItemPicture | None:
    """Return a picture of the text: the library's file where it says which, else the one at its address."""
    known = attachment or Attachment(address=piece.address, alt=piece.alt)
    looked = folder.look(*dict.fromkeys((known.address, piece.address)))
    return _told(piece.address, known, looked=looked, caption=piece.text, lost=lost)


def _told(
    address: str, attachment: Attachment, *, looked: Looked, caption: str, lost: Counter[str]
) -> ItemPicture | None:
    if not looked.file:
        lost[lost_pictures(looked.why)] += 1
        return None
    return ItemPicture(
        address=address,
        caption=caption,
        credit=attachment.credit,
        alt=attachment.alt,
        file=looked.file,
        title=attachment.title,
        own_caption=attachment.caption,
    )


def _opens(pieces: Sequence[Piece], lead: ItemPicture, *, within: dict[str, ItemPicture]) -> bool:
    """Return whether a text begins with the lead picture, in whatever size."""
    first = pieces[0] if pieces else None
    return first is not None and first.kind is Kind.PICTURE and within[first.address].file == lead.file
