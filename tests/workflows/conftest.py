import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _reader_of_english():
    """Reasons are compared in the language of their source strings."""
    with override("en"):
        yield
