import gzip
import itertools
import subprocess
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.press.parts import combined_crc, join_gzip, make_part, part_from

pieces = st.lists(
    st.one_of(
        st.binary(max_size=80),
        st.builds(lambda text, times: text * times, st.binary(max_size=40), st.integers(0, 400)),
        st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    ),
    max_size=20,
)


@given(pieces=pieces, level=st.integers(0, 9))
def test_joined_parts_read_as_their_bytes_one_after_another(pieces: list[bytes], level: int) -> None:
    parts = [make_part(piece, level=level) for piece in pieces]
    whole = b"".join(pieces)

    assert gzip.decompress(join_gzip(parts)) == whole


@given(whole=st.binary(max_size=3000), cuts=st.lists(st.integers(0, 3000), max_size=12))
def test_any_cut_of_any_bytes_joins_again(whole: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    parts = [make_part(whole[start:end]) for start, end in itertools.pairwise(edges)]

    assert gzip.decompress(join_gzip(parts)) == whole


@given(pieces=pieces)
def test_the_combined_checksum_is_zlibs(pieces: list[bytes]) -> None:
    assert combined_crc([make_part(piece) for piece in pieces]) == zlib.crc32(b"".join(pieces))


@pytest.mark.parametrize("length", [0, 1, 511, 512, 513, 1024, 65_535, 65_536, 300_000, 1_000_003])
def test_the_checksum_is_combined_over_long_parts(length: int) -> None:
    one, other = b"\x00\xff" * 7, bytes(range(256)) * (length // 256 + 1)
    other = other[:length]

    assert combined_crc([make_part(one), make_part(other)]) == zlib.crc32(one + other)


def test_the_real_gzip_finds_no_fault(tmp_path) -> None:
    body = join_gzip([make_part(text.encode()) for text in ("<html>", "أخبار " * 500, "", "</html>")])
    path = tmp_path / "page.gz"
    path.write_bytes(body)

    subprocess.run(["gzip", "--test", str(path)], check=True)
    shown = subprocess.run(["gzip", "--decompress", "--stdout", str(path)], check=True, capture_output=True)
    assert shown.stdout.decode() == "<html>" + "أخبار " * 500 + "</html>"


def test_joined_parts_are_one_member_without_a_time() -> None:
    body = join_gzip([make_part(b"one"), make_part(b"two")])

    reader = zlib.decompressobj(wbits=31)
    assert reader.decompress(body) == b"onetwo"
    assert reader.eof
    assert reader.unused_data == b""
    assert body[4:8] == b"\x00\x00\x00\x00"


def test_no_part_refers_to_the_one_before() -> None:
    part = make_part(b"the same words " * 20)

    assert gzip.decompress(join_gzip([part, part, part])) == b"the same words " * 60


def test_a_small_part_costs_five_bytes_at_most_and_an_empty_one_nothing() -> None:
    assert make_part(b"<hr id=7>").deflate == b"\x00\x09\x00\xf6\xff<hr id=7>"
    assert make_part(b"").deflate == b""


def test_bytes_that_do_not_compress_hardly_grow() -> None:
    noise = b"".join(zlib.crc32(bytes([n % 256, n // 256])).to_bytes(4, "big") for n in range(20_000))

    assert len(make_part(noise).deflate) < len(noise) + 100


def test_a_part_is_the_same_after_it_was_kept() -> None:
    part = make_part("خبر عاجل".encode() * 300)

    kept = part_from(deflate=part.deflate, length=part.length, crc=part.crc, digest=part.digest)

    assert kept == part


def test_parts_of_the_same_bytes_have_the_same_digest_at_any_level() -> None:
    assert make_part(b"abc" * 50, level=1).digest == make_part(b"abc" * 50, level=9).digest
    assert make_part(b"abc" * 50).digest != make_part(b"abd" * 50).digest
