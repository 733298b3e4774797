"""A copy of a site's pictures: which file an address means, and that none leads out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warraq.inbox import picture_files
from warraq.inbox.tests.drawing import jpeg, png_head
from warraq.wires.loading.opening import Unreadable
from warraq.wires.loading.picture_folder import NOT_HERE, NOT_TAKEN, Looked, PictureFolder, is_picture_name

SITE = "https://old.example/wp-content/uploads"


@pytest.fixture
def folder(tmp_path: Path) -> PictureFolder:
    (tmp_path / "uploads").mkdir()
    return PictureFolder(tmp_path / "uploads")


def put(folder: PictureFolder, name: str, data: bytes | None = None) -> str:
    path = folder.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jpeg() if data is None else data)
    return str(path.resolve())


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("2021/05/sea.jpg", f"{SITE}/2021/05/sea.jpg"),
        ("2021/05/sea.jpg", f"{SITE}/sites/3/2021/05/sea.jpg"),
        ("sites/3/2021/05/sea.jpg", f"{SITE}/sites/3/2021/05/sea.jpg"),
        ("wp-content/uploads/2021/05/sea.jpg", f"{SITE}/2021/05/sea.jpg"),
        ("old.example/wp-content/uploads/2021/05/sea.jpg", f"{SITE}/2021/05/sea.jpg"),
        ("sea.jpg", f"{SITE}/2021/05/sea.jpg"),
        ("2021/05/sea.jpg", "/wp-content/uploads/2021/05/sea.jpg?resize=300"),
        ("2021/05/sea.jpg", "//i0.wp.com/old.example/wp-content/uploads/2021/05/sea.jpg"),
        ("2021/05/بحر.jpg", f"{SITE}/2021/05/%D8%A8%D8%AD%D8%B1.jpg"),
        # A resized copy leads to what it was made of; where that is gone it serves itself.
        ("2021/05/sea.jpg", f"{SITE}/2021/05/sea-300x200.jpg"),
        ("2021/05/sea-scaled.jpg", f"{SITE}/2021/05/sea-300x200.jpg"),
        ("2021/05/sea-300x200.jpg", f"{SITE}/2021/05/sea-300x200.jpg"),
    ],
)
def test_an_address_leads_to_its_file(folder: PictureFolder, name: str, address: str) -> None:
    file = put(folder, name)
    assert folder.look(address) == Looked(file=file)


def test_of_several_the_fullest_that_can_be_taken_is_chosen(folder: PictureFolder) -> None:
    names = ("sea-300x200.jpg", "sea.jpg", "sea-scaled.jpg")
    resized, original, full = (put(folder, name) for name in names)
    for file in (full, original, resized):
        assert folder.look(f"{SITE}/2021/05/sea-300x200.jpg").file == file
        Path(file).write_bytes(b"damaged")
    assert folder.look(f"{SITE}/2021/05/sea-300x200.jpg").why == "damaged"


def test_of_several_addresses_the_first_that_has_a_file_is_meant(folder: PictureFolder) -> None:
    file = put(folder, "b.jpg")
    assert folder.look(f"{SITE}/a.jpg", f"{SITE}/b.jpg").file == file


@pytest.mark.parametrize(
    "address",
    [
        f"{SITE}/../secret.jpg",
        f"{SITE}/%2e%2e/secret.jpg",
        "https://../secret.jpg",
        "/../secret.jpg",
        "file:///{outside}/secret.jpg",
        "{outside}/secret.jpg",
        f"{SITE}/{{outside}}/secret.jpg",
        f"{SITE}/link.jpg",
        f"{SITE}/links/secret.jpg",
        f"{SITE}/circle.jpg",
        f"{SITE}/folder.jpg",
        f"{SITE}/pipe.jpg",
        f"{SITE}/{'x' * 300}.jpg",
        f"{SITE}/a\0.jpg",
        "https://[old/secret.jpg",
        "",
        "https://old.example",
    ],
)
def test_nothing_leads_out_of_the_folder_or_to_what_is_no_file(
    folder: PictureFolder, tmp_path: Path, address: str
) -> None:
    (tmp_path / "secret.jpg").write_bytes(jpeg())
    (folder.path / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder.path / "links").symlink_to(tmp_path)
    (folder.path / "circle.jpg").symlink_to(folder.path / "circle.jpg")
    (folder.path / "folder.jpg").mkdir()
    os.mkfifo(folder.path / "pipe.jpg")
    assert folder.look(address.replace("{outside}", str(tmp_path))) == Looked(why=NOT_HERE)


def test_a_link_within_the_folder_is_followed(folder: PictureFolder) -> None:
    file = put(folder, "sea.jpg")
    (folder.path / "link.jpg").symlink_to("sea.jpg")
    assert folder.look(f"{SITE}/link.jpg").file == file


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("sea.jpg", b"", "damaged"),
        ("sea.jpg", b"no picture", "damaged"),
        ("sea.jpg", jpeg((40, 40)), "too small"),
        ("sea.png", png_head(60_000, 60_000), "too many pixels"),
        ("sea.svg", b"<svg/>", NOT_TAKEN),
        ("sea.php", jpeg(), NOT_TAKEN),
    ],
)
def test_a_file_that_is_not_taken_has_its_reason(
    folder: PictureFolder, name: str, data: bytes, why: str
) -> None:
    put(folder, name, data)
    assert folder.look(f"{SITE}/{name}") == Looked(why=why)


def test_a_large_file_is_not_even_opened(folder: PictureFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_files, "MOST_BYTES", 100)
    put(folder, "sea.jpg")
    assert folder.look(f"{SITE}/sea.jpg") == Looked(why="too large")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="There is no folder"):
        PictureFolder(tmp_path / "nothing")


def test_addresses_of_pictures_are_told_by_their_ends() -> None:
    assert is_picture_name("https://old.example/a.JPG?x=1.pdf")
    assert not is_picture_name("https://old.example/a.pdf?x=1.jpg")
