"""`python -m bot.local --port N [--latency-ms MS]`: the local Telegram by itself, for benchmarks and rehearsal.

It decides what the command line says. It must not know who will connect.
"""

import argparse
import asyncio
import gc
import signal
import sys

from bot.local.server import LocalServer
from bot.local.state import Person


def main() -> None:
    """Run until SIGINT or SIGTERM; print the address as the only line."""
    parser = argparse.ArgumentParser(prog="python -m bot.local", description="A local Telegram in memory.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="added to every call of a bot")
    parser.add_argument("--people", type=int, default=0, help="this many made-up people, with ids from 5000001")
    parser.add_argument("--limits", action="store_true", help="refuse as Telegram does when a bot writes too fast")
    chosen = parser.parse_args()
    with asyncio.Runner() as runner:
        runner.run(_run(chosen))


async def _run(chosen: argparse.Namespace) -> None:
    people = [Person(5_000_000 + number, f"Persona {number}") for number in range(1, chosen.people + 1)]
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with LocalServer(chosen.host, chosen.port, people=people, latency_ms=chosen.latency_ms) as server:
        server.telegram.limits.enforced = chosen.limits
        gc.collect()
        gc.freeze()
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
