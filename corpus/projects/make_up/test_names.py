import pytest
import wire


@pytest.mark.parametrize("port", range(200, 280))
def test_other_ports_have_no_name(port):
    assert wire.name(port) is None
