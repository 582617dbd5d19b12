"""One module for goals that are tried alike; each has ``GOALS``."""
