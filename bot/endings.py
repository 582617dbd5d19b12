"""How a running bot ends for good, other than by being told to: each has one line for the supervisor's log."""


class Stuck(RuntimeError):
    """The bot has got nowhere for too long; whoever supervises it is to start it again."""


class HealthListenUnusable(RuntimeError):
    """The health endpoints cannot listen where they were told to."""
