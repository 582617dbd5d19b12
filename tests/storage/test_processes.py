"""Several processes at one database: they write in turn, one runs the bot, a killed one leaves nothing half."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kit.store import NOW, Store
from sqlalchemy import select

from storage import tables as t
from storage.backup import restore
from storage.locks import RunnerAlreadyThere, RunnerLock
from storage.migrations import upgrade
from storage.soundness import examine

WRITE = """
import sys
from sqlalchemy import insert
from storage import tables as t
from storage.database import Database
from storage.writer import Writer

def add(tx, name):
    tx.connection.execute(insert(t.runner_state).values(key=name, value="x" * 3000))

writer = Writer(Database(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(60):
    writer.run_now(add, f"{sys.argv[2]}-{number}")
writer.close_now()
"""

HOLD = """
import sys
from pathlib import Path
from storage.locks import RunnerLock

with RunnerLock(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.readline()
"""

DIE = """
import os, signal, sys
from sqlalchemy import insert
from storage import tables as t
from storage.database import Database

with Database(sys.argv[1]).writing() as tx:
    tx.connection.execute(insert(t.runner_state).values(key="half", value="done"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def start(program: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start a program and wait until it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: "subprocess.Popen[str]") -> int:
    """Let a program go on, and wait for its end."""
    process.communicate("go\n", timeout=60)
    return process.returncode


def test_two_processes_write_at_once(store: Store) -> None:
    """Two processes that write at the same time must both get everything in, and the file stay whole."""
    writers = [start(WRITE, store.database.url, name) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [finish(writer) for writer in writers] == [0, 0]
    with store.database.reading() as tx:
        keys = set(tx.connection.execute(select(t.runner_state.c.key)).scalars())
        assert examine(tx.connection).findings == ()
    assert {f"{name}-{number}" for name in "ab" for number in range(60)} <= keys


def test_a_killed_writer_leaves_nothing_and_no_lock(store: Store) -> None:
    """A process killed inside a transaction must leave no row, and the next one must be able to write."""
    died = subprocess.run([sys.executable, "-c", DIE, store.database.url], check=False)
    assert died.returncode == -9
    with store.database.writing() as tx:
        assert "half" not in set(tx.connection.execute(select(t.runner_state.c.key)).scalars())


ALONE: dict[str, Callable[[Store, Path], object]] = {
    "a second run": lambda store, _: RunnerLock(store.database.path).__enter__(),
    "restore": lambda store, folder: restore(store.database, folder / "any", NOW),
    "upgrade": lambda store, _: upgrade(store.database, NOW),
}


@pytest.mark.parametrize("act", ALONE)
def test_what_must_be_alone_refuses_while_the_bot_runs(store: Store, tmp_path: Path, act: str) -> None:
    """While one process runs the bot, whatever must be alone must refuse and name the database."""
    running = start(HOLD, str(store.database.path))
    with pytest.raises(RunnerAlreadyThere, match=r"solidaria\.db"):
        ALONE[act](store, tmp_path)
    with store.database.writing():
        pass
    assert finish(running) == 0
    with RunnerLock(store.database.path):
        pass


def test_the_lock_of_a_killed_bot_is_free(store: Store) -> None:
    """After SIGKILL the bot must be able to start again at once."""
    running = start(HOLD, str(store.database.path))
    running.kill()
    running.communicate(timeout=30)
    with RunnerLock(store.database.path):
        pass
