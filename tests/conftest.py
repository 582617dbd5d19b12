"""Settings of Hypothesis: modest for every run, thorough by hand (``pytest --hypothesis-profile thorough``)."""

from hypothesis import settings

settings.register_profile("modest", max_examples=50, stateful_step_count=40, deadline=None, print_blob=True)
settings.register_profile("thorough", max_examples=2000, stateful_step_count=80, deadline=None, print_blob=True)
settings.load_profile("modest")
