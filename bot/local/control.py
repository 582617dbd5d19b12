"""The director's HTTP: time, faults, limits, the queue and the transcript, under `/control/`.

It decides addresses and JSON of what tests, benchmarks and the demo's panel may do. It must not know the Bot API.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.local.faults import Fault
from bot.local.people import PhoneError, Phones
from bot.local.phones import body_of, reply
from bot.local.state import Bot, Chat, ChatType, Telegram


class ControlApi:
    """Answers whoever directs the local Telegram; `release` lets waiting calls go when an outage begins."""

    def __init__(self, telegram: Telegram, release: Callable[[], None]) -> None:
        self.telegram = telegram
        self.release = release

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request under /control/; a mistake is a 400 with `error`."""
        parts = request.path.removeprefix("/control/").strip("/").split("/")
        try:
            if request.method == "GET":
                return reply(self._tell(parts, request))
            told = await body_of(request)
            bot = self.telegram.bot_named(str(told.pop("bot", "")))
            if bot is None:
                return reply({"error": "there is no such bot"}, 404)
            return reply(self._do(request.method, parts, told, bot))
        except PhoneError as error:
            return reply({"error": str(error)}, 400)
        except LookupError as error:
            return reply({"error": f"there is nothing at this address or in this request: {error}"}, 404)
        except (TypeError, ValueError) as error:
            return reply({"error": str(error)}, 400)

    def _tell(self, parts: list[str], request: web.BaseRequest) -> object:
        telegram = self.telegram
        match parts:
            case ["state"]:
                return self.state()
            case ["clock"]:
                return {"now": telegram.clock.timestamp(), "moved": telegram.clock.moved.total_seconds()}
            case ["faults"]:
                return [fault.shape() for fault in telegram.faults.active]
            case ["transcript"]:
                query = request.query
                chat_id = int(query["chat_id"]) if "chat_id" in query else None
                found = telegram.transcript.find(query.get("method", ""), chat_id, int(query.get("since", 0)))
                return [asdict(call) for call in found]
            case ["totals"]:
                return {name: asdict(total) for name, total in telegram.transcript.totals.items()}
            case _:
                raise LookupError("/".join(parts))

    def _do(self, method: str, parts: list[str], told: dict[str, Any], bot: Bot) -> object:
        telegram = self.telegram
        match method, parts:
            case "POST", ["clock"]:
                if told.get("to") == "next":
                    telegram.clock.to_the_next()
                else:
                    telegram.clock.forward(timedelta(seconds=float(told["forward"])))
                return self._tell(["clock"], _NO_REQUEST)
            case "POST", ["faults"]:
                return telegram.faults.add(Fault.read(told)).shape()
            case "DELETE", ["faults"]:
                telegram.faults.clear()
                return True
            case "POST", ["latency"]:
                telegram.faults.latency_ms = max(0.0, float(told["ms"]))
                return telegram.faults.latency_ms
            case "POST", ["outage"]:
                telegram.faults.outage = bool(told["on"])
                self.release()
                return telegram.faults.outage
            case "POST", ["limits"]:
                known = {name: told[name] for name in _LIMITS if name in told}
                for name, value in known.items():
                    setattr(telegram.limits, name, value)
                return known
            case "DELETE", ["limits"]:
                telegram.limits.forget()
                return True
            case "POST", ["updates", "forget"]:
                return bot.queue.forget()
            case "POST", ["updates", "repeat"]:
                return bot.queue.repeat_last()
            case "POST", ["updates", "double"]:
                bot.queue.double_next = int(told.get("count", 1))
                return bot.queue.double_next
            case "POST", ["updates", "jump"]:
                bot.queue.jump(int(told["to"]))
                return bot.queue.next_id
            case "POST", ["updates", "inject"]:
                return bot.queue.inject(dict(told["update"]))
            case "POST", ["groups"]:
                return self._group(told, bot)
            case "DELETE", ["transcript"]:
                telegram.transcript.clear()
                return True
            case _:
                raise LookupError("/".join(parts))

    def _group(self, told: dict[str, Any], bot: Bot) -> object:
        person = self.telegram.people[int(told["person"])]
        kind = ChatType(told.get("type", "group"))
        identity = int(told.get("id") or -1_000_000_000_000 - self.telegram.count())
        if kind is ChatType.PRIVATE or identity >= 0:
            message = "a group or channel has a negative id"
            raise PhoneError(message)
        chat = Chat(identity, kind, title=str(told.get("title", "Grupo")), username=str(told.get("username", "")))
        Phones(self.telegram).add_group(bot, person, chat)
        return {"chat_id": chat.id}

    def state(self) -> dict[str, Any]:
        """Return what is in force, and what has happened so far in numbers."""
        telegram = self.telegram
        every = {id(bot): bot for bot in (telegram.home, *telegram.bots.values())}
        return {
            "now": telegram.clock.timestamp(),
            "moved": telegram.clock.moved.total_seconds(),
            "ahead": ahead.timestamp() if (ahead := telegram.clock.ahead()) else None,
            "latency_ms": telegram.faults.latency_ms,
            "outage": telegram.faults.outage,
            "faults": [fault.shape() for fault in telegram.faults.active],
            "limits": {name: getattr(telegram.limits, name) for name in (*_LIMITS, "refused", "violations")},
            "bots": [
                {
                    "id": bot.id,
                    "username": bot.username,
                    "connected": bool(bot.token),
                    "pending": len(bot.queue.pending),
                    "next_update_id": bot.queue.next_id,
                    "made": dict(bot.queue.made),
                    "filtered": dict(bot.queue.filtered),
                    "expired": dict(bot.queue.expired),
                    "webhook": bool(bot.webhook),
                }
                for bot in every.values()
            ],
        }


_LIMITS = ("enforced", "chat_most", "chat_seconds", "all_most", "all_seconds")
_NO_REQUEST: Any = None  # the clock's answer needs nothing from a request
