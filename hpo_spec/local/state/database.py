"""The SQLite file: opened for each use, written to in transactions that wait for each other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from enum import Enum
from typing import Any, TypeVar

from hpo_spec.errors import LocalError
from hpo_spec.local.root import DiskFull, Root
from hpo_spec.local.state.records import RECORDS, Record
from hpo_spec.local.state.status import JobStatus, ObjectiveStatus

VERSION = 1
"""Of the tables: a root that another version of them is in is left alone."""
_PATIENCE_S = 30.0
_AFFINITIES = {"float | None": "REAL", "float": "REAL", "int | None": "INTEGER", "int": "INTEGER"}
_COLUMNS = {"name": "TEXT PRIMARY KEY COLLATE NOCASE", "tuning_job": "TEXT COLLATE NOCASE"}
"""Names are the same in upper and in lower case."""
_ALSO = (
    "CREATE INDEX trials ON training_jobs (tuning_job, number)",
    "CREATE TABLE brought (prefix TEXT, uri TEXT, PRIMARY KEY (prefix, uri)) WITHOUT ROWID",
    """CREATE TABLE metrics (training_job TEXT, metric TEXT, step INTEGER, value REAL, time REAL,
        PRIMARY KEY (training_job, metric, step)) WITHOUT ROWID""",
    "CREATE TABLE tags (arn TEXT, key TEXT, value TEXT, PRIMARY KEY (arn, key)) WITHOUT ROWID",
    "CREATE TABLE programs (image TEXT PRIMARY KEY, command TEXT, folder TEXT) WITHOUT ROWID",
)
_STATUSES: dict[str, type[Enum]] = {"JobStatus": JobStatus, "ObjectiveStatus": ObjectiveStatus}
AnyRecord = TypeVar("AnyRecord", bound=Record)


class Database:
    """The state of a root. Every method is atomic, also between processes."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._is_ready = False

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All that is done inside happens, or nothing of it. Raises `LocalError` if the file cannot be used."""
        self._prepare()
        with self._explained(), closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Session(connection)
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look at one moment's state, which nobody waits for. Of a root that is not there, everything is empty."""
        if not self._root.database.exists() and not self._root.path.is_file():
            with closing(sqlite3.connect(":memory:")) as connection:
                _make_tables(connection)
                yield Session(connection)
            return
        self._prepare()
        with self._explained(), closing(self._open()) as connection:
            connection.execute("BEGIN")
            yield Session(connection)

    def _prepare(self) -> None:
        if self._is_ready and self._root.database.exists():
            return
        self._root.make()
        with self._explained(), closing(self._open()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, VERSION):
                raise LocalError(
                    f"the local engine's state in {self._root.path} is of version {found}, and this hpo-spec works "
                    f"with version {VERSION}.",
                    help="Use that hpo-spec, another folder, or `hpo-spec local clean` to begin anew.",
                )
            if found == 0:
                _make_tables(connection)
            connection.commit()
        self._is_ready = True

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._root.database, timeout=_PATIENCE_S, isolation_level=None)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    @contextmanager
    def held_open(self) -> Iterator[None]:
        """Meanwhile a connection stays open, for a process that writes often: closing the last one takes long."""
        self._prepare()
        with closing(self._open()) as connection:
            connection.execute("SELECT count(*) FROM tags")
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if not self._root.has_room():
                raise DiskFull(self._root.path) from error
            raise LocalError(
                f"the local engine's state in {self._root.database} cannot be used: {error}.",
                help="Is the folder read-only, or the file damaged? If it is, "
                "`hpo-spec local clean` begins anew; models and logs stay until then in the folder.",
            ) from error


class Session:
    """What can be done with records while a transaction lasts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, kind: type[AnyRecord], name: str) -> AnyRecord | None:
        """The record of that name, in upper or lower case."""
        return next(iter(self.select(kind, "name = ?", name)), None)

    def select(self, kind: type[AnyRecord], where: str = "1", *values: object) -> list[AnyRecord]:
        """The records for which an SQL condition holds, in the order in which they came."""
        statement = f"SELECT {_columns(kind)} FROM {kind.table} WHERE {where} ORDER BY rowid"  # noqa: S608 - our own
        return [_record(kind, row) for row in self._connection.execute(statement, values)]

    def add(self, record: Record) -> None:
        """A new record."""
        marks = ", ".join("?" * len(fields(record)))
        statement = f"INSERT INTO {record.table} ({_columns(type(record))}) VALUES ({marks})"  # noqa: S608
        self._connection.execute(statement, _row(record))

    def update(self, record: AnyRecord, **changes: Any) -> AnyRecord:
        """The record with some changes, of which all but those is as it stands in the database."""
        names = [item for item in fields(record) if item.name in changes]
        values = [_value(changes[item.name]) for item in names]
        sets = ", ".join(f"{item.name} = ?" for item in names)
        self._connection.execute(f"UPDATE {record.table} SET {sets} WHERE name = ?", (*values, record.name))  # noqa: S608
        return replace(record, **changes)

    def remove(self, record: Record) -> None:
        """Forget a record."""
        self._connection.execute(f"DELETE FROM {record.table} WHERE name = ?", (record.name,))  # noqa: S608

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What an SQL statement gives."""
        return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Carry out an SQL statement for each row of values."""
        self._connection.executemany(statement, rows)


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in (*map(_table_of, RECORDS), *_ALSO, f"PRAGMA user_version={VERSION}"):
        connection.execute(statement)


def _table_of(kind: type[Record]) -> str:
    columns = (f"{item.name} {_COLUMNS.get(item.name) or _affinity(str(item.type))}" for item in fields(kind))
    return f"CREATE TABLE {kind.table} ({', '.join(columns)})"


def _affinity(kind: str) -> str:
    return _AFFINITIES.get(kind, "TEXT")


def _columns(kind: type[Record]) -> str:
    return ", ".join(item.name for item in fields(kind))


def _row(record: Record) -> list[object]:
    return [_value(getattr(record, item.name)) for item in fields(record)]


def _value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return json.dumps(value) if isinstance(value, (dict, list, tuple)) else value


def _record(kind: type[AnyRecord], row: Sequence[Any]) -> AnyRecord:
    return kind(**{item.name: _read(str(item.type), value) for item, value in zip(fields(kind), row, strict=True)})


def _read(kind: str, value: Any) -> Any:
    """A field's value from its column's. Raises `sqlite3.DatabaseError` for what the engine never wrote."""
    try:
        if kind in _STATUSES:
            return _STATUSES[kind](value)
        return json.loads(value) if kind.startswith(("dict", "list")) else value
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(f"it holds {value!r} where the engine writes a {kind}") from error
