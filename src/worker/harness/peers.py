"""Connections that this process has, whoever made them: clients of databases often do so in C, where no audit hook hears of it."""
import os

from .site._mutate_seen import BY_CHANCE

_ESTABLISHED, _LISTENING = "01", "0A"
# By line of proc(5)'s tcp: the addresses, the state and the inode.
_LOCAL, _REMOTE, _STATE, _INODE = 1, 2, 3, 9


class Peers:
    """`found`: {place: contexts} of ports of a fixed number that are talked to or listened at when a context ends."""

    def __init__(self):
        self.found = {}
        self.known = {}  # link of a descriptor -> what it is connected to, None where that is nothing that others share

    def look(self, context):
        links = self._links()
        if links - self.known.keys():
            places = _places()
            self.known = {link: places.get(link) for link in links}
        for link in links:
            if self.known[link] and context:
                self.found.setdefault(self.known[link], set()).add(context)

    def _links(self):
        links = set()
        try:
            for name in os.listdir("/proc/self/fd"):
                try:
                    link = os.readlink("/proc/self/fd/" + name)
                except OSError:
                    continue
                if link.startswith("socket:"):
                    links.add(link)
        except OSError:
            pass
        return links


def _places():
    """{link of a descriptor: port} of all sockets that others may want, too."""
    found = {}
    for table in ("tcp", "tcp6"):
        try:
            with open("/proc/self/net/" + table, encoding="ascii") as lines:
                rows = [line.split() for line in lines][1:]
        except OSError:
            continue
        for row in rows:
            end = {_ESTABLISHED: _REMOTE, _LISTENING: _LOCAL}.get(row[_STATE])
            port = int(row[end].rpartition(":")[2], 16) if end else 0
            if 0 < port < BY_CHANCE:
                found["socket:[%s]" % row[_INODE]] = "port %d" % port
    return found
