"""Connections that no audit hook hears of."""
import socket

from _mutate_harness import peers


def listener(ports):
    """Listens at one of `ports`."""
    for port in ports:
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError:
            continue
    raise AssertionError("no port is free")


def test_what_is_open_when_a_context_ends_is_found_as_long_as_it_is(monkeypatch):
    found = peers.Peers()
    with listener([0]) as chosen, socket.create_connection(chosen.getsockname()):
        found.look("t0")
        assert found.found == {}, "the system chose the number"
        with listener(range(21000, 22000)) as server:
            port = server.getsockname()[1]
            with socket.create_connection(("127.0.0.1", port)):
                found.look("t1")
                found.look("t2")
                found.look("")
            found.look("t3")
        found.look("t4")
    assert found.found == {"port %d" % port: {"t1", "t2", "t3"}}
