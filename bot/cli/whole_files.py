"""Files that are there whole or not at all: written beside their place, and put there when all of them are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def whole_files(file: Path) -> Iterator[Path]:
    """Give a path of the same name to write ``file`` to, and others beside it; they take their places at the end.

    Raises OSError, which names ``file`` if the operator's path is what cannot be used.
    """
    try:
        with TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as folder:
            yield Path(folder) / file.name
            for one in sorted(Path(folder).iterdir()):
                one.replace(file.with_name(one.name))
    except OSError as error:
        if error.filename is not None:
            error.filename = str(file)
            error.filename2 = None
        raise
