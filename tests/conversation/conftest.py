"""What most tests of the conversation begin with."""

import pytest
from kit.scenario import Somebody, Story


@pytest.fixture
def story() -> Story:
    """Give a story with an open wave."""
    return Story()


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the first question."""
    return story.focal_point("ana")
