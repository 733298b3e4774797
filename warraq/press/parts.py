"""Parts: pieces of a page that are already compressed and can be joined into one gzip body.

A part is a run of DEFLATE blocks (RFC 1951) that ends on a byte boundary, holds no final block and refers to
nothing before itself. Parts may therefore stand in any order behind one gzip header (RFC 1952), closed by an
empty final block and the trailer; joining costs a copy of the compressed bytes and one CRC combination for
each part.

The trailer's CRC-32 of the whole follows from the parts' own: ``crc(A + B) = shift(crc(A), len(B)) ^
crc(B)``, where `shift` multiplies by x^(8·len) modulo the CRC polynomial over GF(2), as zlib's crc32_combine
does. In pure Python one such multiplication bit by bit takes 3.3 µs. Four tables of 256 words for each length
take 0.2 µs but 4 KB for every length that occurs. zlib itself shifts by n bytes when it is fed n zeros, at
several bytes a nanosecond. So the length is split: the multiple of 512 goes through tables (one set for each
multiple, 4 KB, shared by all parts), the rest through at most 511 zeros. Measured on 8 parts of a page: 2.4
µs, against 1.8 µs with tables for each length.

Cost of independence: a part cannot use the words of its neighbours. A page of 45 KB with 16 blocks joined
singly is 1.8 times the size of the same page compressed whole, joined with its neighbouring shared blocks as
one part 1.02 times; that is why `board` bundles them. A part shorter than about forty bytes is kept as a
stored block, which needs no flush marker; an empty part takes no byte at all.

Only gzip is joined. Brotli streams share their window and bit position across meta-blocks and Python's
binding offers no way to cut there; zstd frames could follow each other (RFC 8878, section 3.1), but Python
3.11 has no zstd.
"""

import hashlib
import struct
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

# Compressing more than this gains nothing on HTML of this size (0.2 % from 6 to 9), and 9 takes twice the
# time.
DEFAULT_LEVEL: Final = 6

# What a part takes in memory beside its compressed bytes: the object, its integers, digest and bytes headers.
PART_OVERHEAD: Final = 264

# Deflate, no flags, modification time 0, no extra flags, operating system unknown.
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty block of fixed codes with the final bit set.
_FINAL_BLOCK: Final = b"\x03\x00"
_TRAILER: Final = struct.Struct("<II")
_STORED_LIMIT: Final = 0xFFFF

_POLYNOMIAL: Final = 0xEDB88320  # CRC-32 of RFC 1952, bits reversed: bit 31 is x^0
_X0: Final = 1 << 31
_X8: Final = 1 << 23

_STEP: Final = 512
_ZEROS: Final = tuple(bytes(length) for length in range(_STEP))

ShiftTables = tuple["array[int]", "array[int]", "array[int]", "array[int]"]


@dataclass(frozen=True, slots=True)
class Part:
    """One compressed piece.

    `deflate` is raw DEFLATE that ends on a byte boundary; `length`, `crc` and `digest` (8 bytes of BLAKE2b)
    are those of the plain bytes. The last three fields serve `combined_crc` alone.
    """

    deflate: bytes
    length: int
    crc: int
    digest: bytes
    shift: ShiftTables | None
    zeros: bytes
    mixed: int

    @property
    def raw(self) -> bytes:
        """The plain bytes, inflated anew at each call: most readers take gzip, so plain bytes are not
        kept."""
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(self.deflate)

    @property
    def cost(self) -> int:
        """Bytes of memory that the part takes."""
        return len(self.deflate) + PART_OVERHEAD


def make_part(raw: bytes, *, level: int = DEFAULT_LEVEL) -> Part:
    """Compress `raw` into a part that can be joined; `level` is zlib's, 0 to 9."""
    return part_from(
        deflate=_deflated(raw, level=level),
        length=len(raw),
        crc=zlib.crc32(raw),
        digest=hashlib.blake2b(raw, digest_size=8).digest(),
    )


def part_from(*, deflate: bytes, length: int, crc: int, digest: bytes) -> Part:
    """Put a part together from its kept fields, as `make_part` gave them."""
    zeros = _ZEROS[length % _STEP]
    multiple = length // _STEP
    return Part(
        deflate=deflate,
        length=length,
        crc=crc,
        digest=digest,
        shift=_shift_tables(multiple) if multiple else None,
        zeros=zeros,
        mixed=crc ^ zlib.crc32(zeros),
    )


def combined_crc(parts: Iterable[Part]) -> int:
    """CRC-32 of the parts' plain bytes, one after another."""
    crc = 0
    crc32 = zlib.crc32
    for part in parts:
        if crc and (shift := part.shift) is not None:
            lowest, low, high, highest = shift
            crc = lowest[crc & 255] ^ low[crc >> 8 & 255] ^ high[crc >> 16 & 255] ^ highest[crc >> 24]
        # crc32(zeros, crc) is the shifted crc ^ crc32(zeros); `mixed` takes the second term away again.
        crc = crc32(part.zeros, crc) ^ part.mixed
    return crc


def join_gzip(parts: Iterable[Part]) -> bytes:
    """Join parts into one gzip member (RFC 1952) whose content is their plain bytes, one after another."""
    parts = tuple(parts)
    length = 0
    pieces = [_GZIP_HEADER]
    for part in parts:
        pieces.append(part.deflate)
        length += part.length
    pieces.append(_FINAL_BLOCK)
    pieces.append(_TRAILER.pack(combined_crc(parts), length & 0xFFFFFFFF))
    return b"".join(pieces)


def _deflated(raw: bytes, *, level: int) -> bytes:
    if not raw:
        return b""
    # The largest hash table (memLevel 9): a part is compressed once and read thousands of times.
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    flushed = compressor.compress(raw) + compressor.flush(zlib.Z_FULL_FLUSH)
    if len(raw) + 5 <= len(flushed) and len(raw) <= _STORED_LIMIT:
        return _stored(raw)
    return flushed


def _stored(raw: bytes) -> bytes:
    """A stored block (RFC 1951, 3.2.4), not final: its length, the length's complement, the bytes."""
    return b"\x00" + struct.pack("<HH", len(raw), len(raw) ^ _STORED_LIMIT) + raw


@lru_cache(maxsize=512)
def _shift_tables(multiple: int) -> ShiftTables:
    """Tables that shift a CRC by `multiple` times 512 bytes, one for each byte of the CRC, lowest first."""
    factor = _power_of_x8(multiple * _STEP)
    images = [_product(factor, 1 << bit) for bit in range(32)]
    tables = []
    for byte in range(4):
        table = array("I", bytes(4 * 256))
        for value in range(1, 256):
            lowest_bit = value & -value
            table[value] = table[value ^ lowest_bit] ^ images[8 * byte + lowest_bit.bit_length() - 1]
        tables.append(table)
    return (tables[0], tables[1], tables[2], tables[3])


@cache
def _square_of_x8(times: int) -> int:
    """x^8 squared `times` times, modulo the polynomial; at most 64 of them are ever asked for."""
    return _X8 if times == 0 else _product(_square_of_x8(times - 1), _square_of_x8(times - 1))


def _power_of_x8(exponent: int) -> int:
    """x^(8·exponent) modulo the polynomial."""
    power = _X0
    for times in range(exponent.bit_length()):
        if exponent >> times & 1:
            power = _product(_square_of_x8(times), power)
    return power


def _product(one: int, other: int) -> int:
    """The product of two polynomials over GF(2) modulo the CRC polynomial, all bits reversed."""
    product = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return product
