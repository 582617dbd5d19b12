"""Is the bill of materials of ``make sbom`` that of the wheel: all that it needs to run, and nothing else?

Decides what is missing or too much. Must not know how the bill is made (cyclonedx-py, in ``Makefile``).
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from release import pins
from release.pins import Pin


def faults(bill: Mapping[str, Any], pinned: Mapping[str, Pin]) -> list[str]:
    """Name every component that is missing, too much, or has no version or package URL."""
    components = {
        canonicalize_name(each["name"]): each for each in bill.get("components", ()) if each["name"] != "solidaria"
    }
    return [
        *(f"{name} is missing" for name in sorted(set(pinned) - set(components))),
        *(f"{name} is not needed to run" for name in sorted(set(components) - set(pinned))),
        *(
            f"{name} is {each.get('version')}, pinned is {pinned[name].version}"
            for name, each in sorted(components.items())
            if name in pinned and Version(each.get("version", "0")) != pinned[name].version
        ),
        *(f"{name} has no package URL" for name, each in sorted(components.items()) if "purl" not in each),
    ]


def main() -> int:
    """Check the file named on the command line; one line for each fault."""
    path = Path(sys.argv[1])
    bill = json.loads(path.read_text())
    wrong = faults(bill, pins.read(pins.RUNNING))
    for line in wrong:
        print(f"{path}: {line}", file=sys.stderr)
    if not wrong:
        print(f"{path}: CycloneDX {bill['specVersion']}, {len(bill['components'])} components")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
