"""An operator at the command line: runs `solidaria ...` in a folder of their own and reads what it says."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from bot.cli.app import main

PROGRAM = Path(sys.executable).with_name("solidaria")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 - whatever a command prints
        """Read what was printed for a program."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    def done(self) -> str:
        """Give what was said by a command that has to succeed."""
        assert self.code == 0, self.err or self.out
        return self.out

    def mistake(self) -> str:
        """Give the one line that an operator's mistake is: on standard error, with status 1, without a traceback."""
        assert (self.code, self.out) == (1, "")
        assert "Traceback" not in self.err
        assert self.err.startswith("solidaria: ")
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("solidaria: ").strip()


@dataclass
class Operator:
    """Works in ``folder``; ``settings`` are environment variables without their prefix."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, **settings: str) -> Answer:
        """Run a command in this process."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        with self.environment(**settings), mock.patch.object(sys, "argv", ["solidaria", *arguments]):
            before = Path.cwd()
            os.chdir(self.folder)
            try:
                with redirect_stdout(out), redirect_stderr(err):
                    main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            finally:
                os.chdir(before)
        return Answer(code, out.getvalue(), err.getvalue())

    @contextmanager
    def environment(self, **settings: str) -> Iterator[dict[str, str]]:
        """Set the environment to these settings and no others."""
        wanted = {f"SOLIDARIA_{name.upper()}": value for name, value in (self.settings | settings).items()}
        others = {name: value for name, value in os.environ.items() if not name.startswith("SOLIDARIA_")}
        whole = others | wanted | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
        with mock.patch.dict(os.environ, whole, clear=True):
            yield whole

    def process(self, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        """Start a command as a process of its own."""
        with self.environment(**settings) as whole:
            return subprocess.Popen(
                [PROGRAM, *arguments],
                cwd=self.folder,
                env=whole,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )


def ended(process: "subprocess.Popen[str]", *, told: bool = False) -> Answer:
    """Wait until a process has ended, after telling it to if asked; gives what it said."""
    if told:
        process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    return Answer(process.returncode, out, err)
