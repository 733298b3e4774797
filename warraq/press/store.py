"""The page store: pressed pages and blocks on disk, so that a restart finds them and other processes hear of
changes.

One SQLite file in WAL mode with ``synchronous=NORMAL``: a kill -9 loses nothing that was committed, a power
cut may lose the last commits and never the file. It is bounded: beyond its budget the sheets that were
longest neither written nor read leave first (shared blocks last of all), and the log of changes and touches
keeps its newest rows.

**Whatever happens to the file, the press goes on.** No method raises for a file that is missing, locked,
full, read-only or damaged: it answers as an empty store would, and `status` says what is wrong. A damaged
file is set aside (`NAME.damaged`, the last one only) and a new one begun; a file that was removed or
exchanged is noticed and opened anew. After a failure the file is left alone for a second, so that a broken
disk does not slow every request.

**Numbers.** Every change takes the next number of `changes`; `mark` is the last one taken. Numbers begin at
the time in milliseconds at which the file was made, so that they go on growing when a lost file is begun
anew.

**The fence.** `touch` says that what was rendered before now is out of date. A sheet rendered after reading
the mark `epoch` is refused if its key was touched since. Touches older than the log are forgotten by raising
a floor: a sheet whose epoch lies below the floor is refused whatever its key.

**Following.** `watch` polls ``PRAGMA data_version`` (5 microseconds), which SQLite raises when another
connection has committed, and hands over the changes since the last look. Who slept longer than the log
reaches back hears `None`.

**One renderer.** `claim` is a lock of one byte in a file beside the store (POSIX record locks; the byte's
offset comes from the key), which the system takes back by itself when the process dies: no time-out has to be
guessed. Threads of one process are not told apart; `engine` sees to them.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Final, Protocol, TypeVar

from warraq.press.board import PressedBlock
from warraq.press.pages import PressedPage
from warraq.press.records import DamagedRecordError, block_from, block_record, page_from, page_record

T = TypeVar("T")
_Identity = tuple[int, int]

PAGE: Final = "page"
BLOCK: Final = "block"

DEFAULT_BUDGET: Final = 2 * 1024**3
DEFAULT_LOG_LIMIT: Final = 20_000
DEFAULT_INTERVAL: Final = 0.02

_BUSY_SECONDS: Final = 0.25
_REST_SECONDS: Final = 1.0
_MOST_EVICTED_AT_ONCE: Final = 256
# A row larger than half a page of the file takes whole ones, roughly.
_FILE_PAGE: Final = 4096
_ROW_OVERHEAD: Final = 200
# Shared blocks rank above every page: a page without its blocks is worth little.
_SHARED_RANK: Final = 1 << 60
# A follower says so with each change that it follows; this is longer than any quiet day.
_FOLLOWER_KEPT_SECONDS: Final = 14 * 86_400.0
_CLAIM_RANGE: Final = (1 << 62) - 1

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sheets (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL,
    size INTEGER NOT NULL, rank INTEGER NOT NULL, record BLOB NOT NULL, UNIQUE (kind, key));
CREATE INDEX IF NOT EXISTS sheets_by_rank ON sheets (rank);
CREATE TABLE IF NOT EXISTS tags (
    tag TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (tag, kind, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_by_key ON tags (kind, key);
CREATE TABLE IF NOT EXISTS changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, touched INTEGER NOT NULL,
    origin TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS touches (
    kind TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS touches_by_seq ON touches (seq);
CREATE TABLE IF NOT EXISTS followers (pid INTEGER PRIMARY KEY, seq INTEGER NOT NULL, seen_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS figures (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO figures VALUES ('bytes', 0), ('floor', 0);
CREATE TRIGGER IF NOT EXISTS sheet_added AFTER INSERT ON sheets BEGIN
    UPDATE figures SET value = value + NEW.size WHERE name = 'bytes'; END;
CREATE TRIGGER IF NOT EXISTS sheet_changed AFTER UPDATE OF size ON sheets BEGIN
    UPDATE figures SET value = value + NEW.size - OLD.size WHERE name = 'bytes'; END;
CREATE TRIGGER IF NOT EXISTS sheet_removed AFTER DELETE ON sheets BEGIN
    UPDATE figures SET value = value - OLD.size WHERE name = 'bytes';
    DELETE FROM tags WHERE kind = OLD.kind AND key = OLD.key; END;
"""


class Verdict(Enum):
    """What became of something that was to be kept."""

    KEPT = "kept"
    OVERTAKEN = "overtaken"
    """Its key was touched, or a newer version kept, since its rendering began: render again."""
    FAILED = "failed"
    """The store could not be written."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something about this key changed: read it again. `touched` says that renderings begun before are out of date."""

    seq: int
    kind: str
    key: str
    touched: bool
    own: bool


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """How the store is: `state` is one word (ok, off, locked, read-only, full, damaged, closed, failing),
    `detail` the
    last error in SQLite's words. `bytes` counts what the sheets take in the file."""

    state: str
    detail: str
    bytes: int
    sheets: int
    failures: int
    set_aside: Path | None


@dataclass(frozen=True, slots=True)
class Follower:
    """A process that follows the store: it is right about every change until `seq`, since `seen_at` (epoch seconds)."""

    pid: int
    seq: int
    seen_at: float


class Store(Protocol):
    """What the press asks of a page store."""

    def mark(self) -> int:
        """The number of the last change."""

    def page(self, key: str) -> PressedPage | None:
        """The page kept under `key`."""

    def blocks(self, keys: Iterable[str]) -> dict[str, PressedBlock]:
        """The blocks kept under these keys, those that are."""

    def tagged(self, tags: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of the pages and of the blocks that carry any of these tags."""

    def put_page(self, key: str, page: PressedPage, *, epoch: int) -> Verdict:
        """Keep a page whose rendering began at the mark `epoch`."""

    def put_blocks(
        self, blocks: Mapping[str, PressedBlock], *, epoch: int | None
    ) -> tuple[Verdict, frozenset[str]]:
        """Keep these blocks in one step; the keys that were kept. Older versions than the kept ones, and
        those touched
        since `epoch`, are left out."""

    def touch(self, *, pages: Iterable[str], blocks: Iterable[str]) -> bool:
        """Let what was rendered of these before now be refused. False if the store could not be written."""

    def forget(self, *, pages: Iterable[str], blocks: Iterable[str]) -> bool:
        """Touch these and remove them. False if the store could not be written."""

    def claim(self, key: str) -> bool:
        """Whether this process may render `key`; False while another one does."""

    def release(self, key: str) -> None:
        """Give a claim back."""

    def followers(self) -> list[Follower]:
        """The processes that follow the store and are alive."""

    def watch(
        self,
        callback: Callable[[Sequence[Change] | None], None],
        *,
        interval: float,
        each_time: Callable[[], None],
    ) -> None:
        """Hand over changes as they happen, from a thread of its own; `None` means: all that is held may be
        old.
        `each_time` is called at every look."""

    def status(self) -> StoreStatus:
        """How the store is."""

    def close(self) -> None:
        """Stop watching and close the file."""


class NoStore:
    """A press without a disk: it keeps nothing and follows nobody."""

    def __init__(self) -> None:
        self._mark = _milliseconds()
        self._lock = threading.Lock()

    def mark(self) -> int:
        return self._mark

    def page(self, key: str) -> PressedPage | None:
        return None

    def blocks(self, keys: Iterable[str]) -> dict[str, PressedBlock]:
        return {}

    def tagged(self, tags: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(), frozenset()

    def put_page(self, key: str, page: PressedPage, *, epoch: int) -> Verdict:
        return Verdict.KEPT

    def put_blocks(
        self, blocks: Mapping[str, PressedBlock], *, epoch: int | None
    ) -> tuple[Verdict, frozenset[str]]:
        return Verdict.KEPT, frozenset(blocks)

    def touch(self, *, pages: Iterable[str], blocks: Iterable[str]) -> bool:
        with self._lock:
            self._mark += 1
        return True

    def forget(self, *, pages: Iterable[str], blocks: Iterable[str]) -> bool:
        return self.touch(pages=pages, blocks=blocks)

    def claim(self, key: str) -> bool:
        return True

    def release(self, key: str) -> None:
        pass

    def followers(self) -> list[Follower]:
        return []

    def watch(
        self,
        callback: Callable[[Sequence[Change] | None], None],
        *,
        interval: float,
        each_time: Callable[[], None],
    ) -> None:
        pass

    def status(self) -> StoreStatus:
        return StoreStatus(state="off", detail="", bytes=0, sheets=0, failures=0, set_aside=None)

    def close(self) -> None:
        pass


class PageStore:
    """The page store in the file `path`, which is made if it is missing. One instance serves all threads of a
    process;
    it must be opened after a fork, not before."""

    def __init__(
        self,
        path: Path,
        *,
        budget: int = DEFAULT_BUDGET,
        log_limit: int = DEFAULT_LOG_LIMIT,
        busy_seconds: float = _BUSY_SECONDS,
        rest_seconds: float = _REST_SECONDS,
    ) -> None:
        self._file = _StoreFile(path, busy_seconds=busy_seconds, rest_seconds=rest_seconds)
        self._budget = budget
        self._log_limit = log_limit
        self._origin = os.urandom(8).hex()
        self._read_lately: dict[tuple[str, str], None] = {}
        self._claims = _Claims(path.with_name(path.name + ".claims"))
        self._reader = _Lane(self._file)
        self._writer = _Lane(self._file)
        self._watcher: threading.Thread | None = None
        self._closing = threading.Event()
        self._last_mark = _milliseconds()
        self.mark()  # A damaged file shows itself now, not at the first reader.

    def mark(self) -> int:
        self._last_mark = self._reader.run(_mark_in, otherwise=self._last_mark)
        return self._last_mark

    def page(self, key: str) -> PressedPage | None:
        record = self._records(PAGE, [key]).get(key)
        try:
            return None if record is None else page_from(record)
        except DamagedRecordError:
            self.forget(pages=[key], blocks=[])
            return None

    def blocks(self, keys: Iterable[str]) -> dict[str, PressedBlock]:
        found = {}
        for key, record in self._records(BLOCK, keys).items():
            try:
                found[key] = block_from(record)
            except DamagedRecordError:
                self.forget(pages=[], blocks=[key])
        return found

    def tagged(self, tags: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        def read(connection: sqlite3.Connection) -> set[tuple[str, str]]:
            return {
                row
                for tag in tags
                for row in connection.execute("SELECT kind, key FROM tags WHERE tag = ?", (tag,))
            }

        nothing: set[tuple[str, str]] = set()
        found = self._reader.run(read, otherwise=nothing)
        return (
            frozenset(key for kind, key in found if kind == PAGE),
            frozenset(key for kind, key in found if kind == BLOCK),
        )

    def put_page(self, key: str, page: PressedPage, *, epoch: int) -> Verdict:
        record = page_record(page)

        def write(connection: sqlite3.Connection) -> Verdict:
            if _touched_since(connection, PAGE, key, epoch=epoch):
                return Verdict.OVERTAKEN
            seq = self._log(connection, PAGE, key, touched=False)
            _put_sheet(connection, PAGE, key, version=page.version, rank=seq, record=record)
            _put_tags(connection, PAGE, key, tags=page.surrogate_keys)
            self._tidy(connection, seq=seq)
            return Verdict.KEPT

        return self._writer.write(write, otherwise=Verdict.FAILED)

    def put_blocks(
        self, blocks: Mapping[str, PressedBlock], *, epoch: int | None
    ) -> tuple[Verdict, frozenset[str]]:
        records = {key: block_record(block) for key, block in blocks.items()}

        def write(connection: sqlite3.Connection) -> frozenset[str] | None:
            kept = []
            for key, block in blocks.items():
                if epoch is not None and _touched_since(connection, BLOCK, key, epoch=epoch):
                    continue
                if _version_in(connection, BLOCK, key) > block.version:
                    continue
                seq = self._log(connection, BLOCK, key, touched=False)
                rank = seq + _SHARED_RANK if block.shared else seq
                _put_sheet(connection, BLOCK, key, version=block.version, rank=rank, record=records[key])
                _put_tags(connection, BLOCK, key, tags=block.stories)
                kept.append(key)
            if kept:
                self._tidy(connection, seq=seq)
            return frozenset(kept)

        kept = self._writer.write(write, otherwise=None)
        if kept is None:
            return Verdict.FAILED, frozenset()
        return (Verdict.KEPT if len(kept) == len(blocks) else Verdict.OVERTAKEN), kept

    def touch(self, *, pages: Iterable[str], blocks: Iterable[str]) -> bool:
        return self._touch(pages=pages, blocks=blocks, remove=False)

    def forget(self, *, pages: Iterable[str], blocks: Iterable[str]) -> bool:
        return self._touch(pages=pages, blocks=blocks, remove=True)

    def claim(self, key: str) -> bool:
        return self._claims.claim(key)

    def release(self, key: str) -> None:
        self._claims.release(key)

    def followers(self) -> list[Follower]:
        def read(connection: sqlite3.Connection) -> list[tuple[int, int, float]]:
            return connection.execute("SELECT pid, seq, seen_at FROM followers").fetchall()

        nothing: list[tuple[int, int, float]] = []
        rows = self._reader.run(read, otherwise=nothing)
        return [Follower(*row) for row in rows if Path(f"/proc/{row[0]}").exists()]

    def _note_follower(self, *, seq: int) -> None:
        """Let the others know how far this process follows; who is long dead leaves."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("REPLACE INTO followers VALUES (?, ?, ?)", (os.getpid(), seq, time.time()))
            connection.execute(
                "DELETE FROM followers WHERE seen_at < ?", (time.time() - _FOLLOWER_KEPT_SECONDS,)
            )

        self._writer.write(write, otherwise=None)

    def watch(
        self,
        callback: Callable[[Sequence[Change] | None], None],
        *,
        interval: float = DEFAULT_INTERVAL,
        each_time: Callable[[], None] = lambda: None,
    ) -> None:
        self._watcher = threading.Thread(
            target=self._follow,
            args=(callback, interval, each_time, self.mark()),
            name="press-store-watch",
            daemon=True,
        )
        self._watcher.start()

    def status(self) -> StoreStatus:
        figures = self._reader.run(_figures_in, otherwise=(0, 0))
        return StoreStatus(
            state=self._file.state,
            detail=self._file.detail,
            bytes=figures[0],
            sheets=figures[1],
            failures=self._file.failures,
            set_aside=self._file.set_aside,
        )

    def close(self) -> None:
        self._closing.set()
        if self._watcher is not None:
            self._watcher.join()
        self._reader.close()
        self._writer.close()
        self._claims.close()
        self._file.state = "closed"

    def _records(self, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
        def read(connection: sqlite3.Connection) -> dict[str, bytes]:
            found = {}
            for key in keys:
                row = connection.execute(
                    "SELECT record FROM sheets WHERE kind = ? AND key = ?", (kind, key)
                ).fetchone()
                if row is not None:
                    found[key] = row[0]
            return found

        nothing: dict[str, bytes] = {}
        found = self._reader.run(read, otherwise=nothing)
        if len(self._read_lately) < _MOST_EVICTED_AT_ONCE:
            self._read_lately.update(dict.fromkeys((kind, key) for key in found))
        return found

    def _touch(self, *, pages: Iterable[str], blocks: Iterable[str], remove: bool) -> bool:
        keys = [*((PAGE, key) for key in pages), *((BLOCK, key) for key in blocks)]
        if not keys:
            return True

        def write(connection: sqlite3.Connection) -> bool:
            for kind, key in keys:
                seq = self._log(connection, kind, key, touched=True)
                connection.execute(
                    "INSERT INTO touches VALUES (?, ?, ?)"
                    " ON CONFLICT (kind, key) DO UPDATE SET seq = excluded.seq",
                    (kind, key, seq),
                )
                if remove:
                    connection.execute("DELETE FROM sheets WHERE kind = ? AND key = ?", (kind, key))
            self._tidy(connection, seq=seq)
            return True

        return self._writer.write(write, otherwise=False, durable=remove)

    def _log(self, connection: sqlite3.Connection, kind: str, key: str, *, touched: bool) -> int:
        cursor = connection.execute(
            "INSERT INTO changes (kind, key, touched, origin) VALUES (?, ?, ?, ?)",
            (kind, key, touched, self._origin),
        )
        assert cursor.lastrowid is not None  # noqa: S101 - it is set after every INSERT
        return cursor.lastrowid

    def _tidy(self, connection: sqlite3.Connection, *, seq: int) -> None:
        oldest = seq - self._log_limit
        connection.execute("DELETE FROM changes WHERE seq <= ?", (oldest,))
        if connection.execute("DELETE FROM touches WHERE seq <= ?", (oldest,)).rowcount:
            connection.execute("UPDATE figures SET value = ? WHERE name = 'floor'", (oldest,))
        read_lately, self._read_lately = self._read_lately, {}
        connection.executemany(
            "UPDATE sheets SET rank = ? WHERE kind = ? AND key = ? AND rank < ?",
            [(seq, kind, key, _SHARED_RANK) for kind, key in read_lately],
        )
        _evict(connection, budget=self._budget)

    def _follow(
        self,
        callback: Callable[[Sequence[Change] | None], None],
        interval: float,
        each_time: Callable[[], None],
        last: int,
    ) -> None:
        watch = _Watch(self._file, origin=self._origin, last=last)
        self._note_follower(seq=last)
        while not self._closing.wait(interval):
            found = watch.look()
            if found is None or found:
                callback(found)
                self._note_follower(seq=watch.last)
            each_time()
        watch.close()


class _Watch:
    """One follower's look into the log, over a connection of its own."""

    def __init__(self, file: "_StoreFile", *, origin: str, last: int) -> None:
        self._lane = _Lane(file)
        self._origin = origin
        self.last = last
        self._data_version = -1
        self._file_seen: _Identity | None = None

    def look(self) -> Sequence[Change] | None:
        """The changes since the last look; None if the log no longer reaches back to it."""
        nothing: Sequence[Change] | None = ()
        return self._lane.run(self._changes, otherwise=nothing)

    def close(self) -> None:
        self._lane.close()

    def _changes(self, connection: sqlite3.Connection) -> Sequence[Change] | None:
        self._note_exchange(connection)
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version == self._data_version:
            return ()
        connection.execute("BEGIN")
        try:
            (first,) = connection.execute("SELECT MIN(seq) FROM changes").fetchone()
            rows = connection.execute(
                "SELECT seq, kind, key, touched, origin FROM changes WHERE seq > ? ORDER BY seq",
                (self.last,),
            ).fetchall()
        finally:
            connection.execute("COMMIT")
        self._data_version = version
        fell_behind = first is not None and first > self.last + 1
        if rows:
            self.last = rows[-1][0]
        if fell_behind:
            return None
        return [
            Change(seq=seq, kind=kind, key=key, touched=bool(touched), own=origin == self._origin)
            for seq, kind, key, touched, origin in rows
        ]

    def _note_exchange(self, connection: sqlite3.Connection) -> None:
        """Go on from the first number of a file that was begun anew.

        It knows nothing of what was lost with the old one, and what is held stays right: a change that did
        not reach the old file is told again by whoever was refused.
        """
        if self._file_seen == self._lane.identity:
            return
        if self._file_seen is not None:
            (first,) = connection.execute("SELECT MIN(seq) FROM changes").fetchone()
            self.last = max(self.last, _mark_in(connection) if first is None else first - 1)
        self._file_seen = self._lane.identity
        self._data_version = -1


class _StoreFile:
    """The SQLite file and how it is: left alone for a while after a failure, begun anew if it is damaged."""

    def __init__(self, path: Path, *, busy_seconds: float, rest_seconds: float) -> None:
        self.path = path
        self.state = "closed"
        self.detail = ""
        self.failures = 0
        self.set_aside: Path | None = None
        self.rest_seconds = rest_seconds
        self._busy_seconds = busy_seconds

    def connect(self) -> tuple[sqlite3.Connection, _Identity | None]:
        """A new connection to the file, which is made if it is missing, and the identity of that file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            connection = sqlite3.connect(
                self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            return connection, self.identity()

    def identity(self) -> _Identity | None:
        """Which file stands at the path now."""
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def failed(self, error: sqlite3.Error | OSError, *, identity: _Identity | None) -> None:
        """Note what went wrong with the file of this identity, and set that file aside if it is damaged."""
        self.failures += 1
        self.detail = str(error)
        self.state = _state_after(error)
        if self.state == "damaged":
            with contextlib.suppress(OSError):
                self._set_aside(identity)

    def went_well(self) -> None:
        """Note that the file was written."""
        self.state, self.detail = "ok", ""

    def _set_aside(self, identity: _Identity | None) -> None:
        with self._alone():
            if self.identity() != identity:
                return  # Another process, or another thread, has done so.
            aside = self.path.with_name(self.path.name + ".damaged")
            os.replace(self.path, aside)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self.set_aside = aside

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from opening or exchanging the file meanwhile."""
        with self.path.with_name(self.path.name + ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class _Lane:
    """A connection to the store file for one kind of work, used by one thread at a time.

    It is opened when it is needed, and opened anew when another file stands at the path.
    """

    def __init__(self, file: _StoreFile) -> None:
        self.identity: _Identity | None = None
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._resting_until = 0.0
        self._lock = threading.Lock()

    def run(self, work: Callable[[sqlite3.Connection], T], *, otherwise: T) -> T:
        """What `work` returns, or `otherwise` if the file can't be used now."""
        with self._lock:
            if time.monotonic() < self._resting_until:
                return otherwise
            try:
                return work(self._open())
            except (sqlite3.Error, OSError) as error:
                self._failed(error)
                return otherwise

    def write(self, work: Callable[[sqlite3.Connection], T], *, otherwise: T, durable: bool = False) -> T:
        """The same in one transaction; a `durable` one outlives a power cut."""

        def in_transaction(connection: sqlite3.Connection) -> T:
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            with _transaction(connection):
                result = work(connection)
            self._file.went_well()
            return result

        return self.run(in_transaction, otherwise=otherwise)

    def close(self) -> None:
        with self._lock:
            self._close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._file.identity() != self.identity:
            self._close()
        if self._connection is None:
            self.identity = self._file.identity()
            self._connection, self.identity = self._file.connect()
            if self._file.state == "closed":
                self._file.went_well()
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _failed(self, error: sqlite3.Error | OSError) -> None:
        self._file.failed(error, identity=self.identity)
        self._close()
        if self._file.state != "damaged":
            self._resting_until = time.monotonic() + self._file.rest_seconds


class _Claims:
    """Locks of one byte each in a file that holds none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._lock = threading.Lock()

    def claim(self, key: str) -> bool:
        with self._lock:
            try:
                if self._file is None:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    self._file = self._path.open("ab")
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _claim_offset(key))
            except (BlockingIOError, PermissionError):
                return False
            except OSError:
                # Where no lock can be had, rendering twice is better than not at all.
                return True
            return True

    def release(self, key: str) -> None:
        with self._lock:
            if self._file is not None:
                with contextlib.suppress(OSError):
                    fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _claim_offset(key))

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None


def _claim_offset(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") & _CLAIM_RANGE


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -1024")
    connection.execute("PRAGMA journal_size_limit = 16777216")
    made = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sheet_removed'").fetchone()
    if made is None:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('changes', ?)", (_milliseconds(),)
        )


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


def _state_after(error: sqlite3.Error | OSError) -> str:
    # The low byte of an extended result code is the primary one (https://www.sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN) & 0xFF
    return {
        sqlite3.SQLITE_CORRUPT: "damaged",
        sqlite3.SQLITE_NOTADB: "damaged",
        sqlite3.SQLITE_BUSY: "locked",
        sqlite3.SQLITE_LOCKED: "locked",
        sqlite3.SQLITE_READONLY: "read-only",
        sqlite3.SQLITE_FULL: "full",
    }.get(code, "failing")


def _mark_in(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'changes'").fetchone()
    return int(row[0]) if row is not None else 0


def _figures_in(connection: sqlite3.Connection) -> tuple[int, int]:
    (size,) = connection.execute("SELECT value FROM figures WHERE name = 'bytes'").fetchone()
    (sheets,) = connection.execute("SELECT COUNT(*) FROM sheets").fetchone()
    return size, sheets


def _touched_since(connection: sqlite3.Connection, kind: str, key: str, *, epoch: int) -> bool:
    row = connection.execute(
        "SELECT MAX(seq) FROM (SELECT value AS seq FROM figures WHERE name = 'floor'"
        " UNION ALL SELECT seq FROM touches WHERE kind = ? AND key = ?)",
        (kind, key),
    ).fetchone()
    return bool(row[0] > epoch)


def _version_in(connection: sqlite3.Connection, kind: str, key: str) -> int:
    row = connection.execute("SELECT version FROM sheets WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    return int(row[0]) if row is not None else -1


def _put_sheet(
    connection: sqlite3.Connection, kind: str, key: str, *, version: int, rank: int, record: bytes
) -> None:
    size = -(-(len(record) + len(key) + _ROW_OVERHEAD) // _FILE_PAGE) * _FILE_PAGE
    if len(record) < _FILE_PAGE // 2:
        size = len(record) + len(key) + _ROW_OVERHEAD
    connection.execute(
        "INSERT INTO sheets (kind, key, version, size, rank, record) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, size = excluded.size,"
        " rank = excluded.rank, record = excluded.record",
        (kind, key, version, size, rank, record),
    )


def _put_tags(connection: sqlite3.Connection, kind: str, key: str, *, tags: Iterable[str]) -> None:
    connection.execute("DELETE FROM tags WHERE kind = ? AND key = ?", (kind, key))
    connection.executemany(
        "INSERT OR IGNORE INTO tags (tag, kind, key) VALUES (?, ?, ?)", [(tag, kind, key) for tag in tags]
    )


def _evict(connection: sqlite3.Connection, *, budget: int) -> None:
    (used,) = connection.execute("SELECT value FROM figures WHERE name = 'bytes'").fetchone()
    if used <= budget:
        return
    leaving = []
    for row, size in connection.execute(
        "SELECT id, size FROM sheets ORDER BY rank LIMIT ?", (_MOST_EVICTED_AT_ONCE,)
    ):
        leaving.append((row,))
        used -= size
        if used <= budget:
            break
    connection.executemany("DELETE FROM sheets WHERE id = ?", leaving)
