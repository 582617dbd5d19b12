"""What Telegram's errors mean for whoever calls: which of them pass if one waits."""

from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramServerError

UNREACHABLE = (TelegramNetworkError, TelegramServerError, ClientDecodeError)
"""Nobody can know whether the call arrived. What cannot be decoded is some gateway's page, not Telegram's answer."""
