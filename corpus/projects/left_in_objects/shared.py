"""What a program has one of, each used and put back."""
import array
import csv
import datetime
import decimal
import gc
import io
import mimetypes
import queue
import random
import sys
import threading
import urllib.request

text = io.StringIO("ab")
data = io.BytesIO(b"ab")
buffer = bytearray(b"ab")
numbers = array.array("i", [1, 2])
view = memoryview(bytearray(b"ab"))
simple = queue.SimpleQueue()
jobs = queue.Queue()
dice = random.Random(5)
table = {n: [n] for n in range(900)}
lock = threading.Lock()
day = {"first": datetime.date(2020, 1, 1)}
price = {"is": decimal.Decimal("1.5")}
Made = type("Made", (), {"limit": 1})


def pack_text():
    text.write("xyz")
    text.truncate(2)
    text.seek(0)


def pack_data():
    data.read()
    data.seek(0)


def pack_buffer():
    buffer.append(1)
    buffer.pop()


def pack_numbers():
    numbers.append(3)
    numbers.pop()


def pack_view():
    view[0] = 7
    view.__setitem__(0, 97)


def pack_simple():
    simple.put(1)
    simple.get_nowait()


def pack_jobs():
    jobs.put(1)
    jobs.get_nowait()


def throw():
    state = dice.getstate()
    dice.random()
    dice.setstate(state)


def fill():
    table[880].append(1)
    table[880].pop()


def guard():
    lock.acquire(False)
    lock.release()


def shift():
    day["first"] = datetime.date(2021, 1, 1)
    day.update(first=datetime.date(2020, 1, 1))


def pay():
    price["is"] = decimal.Decimal("2.5")
    price.update({"is": decimal.Decimal("1.5")})


def limit():
    Made.limit = 2
    setattr(Made, "limit", 1)


def dialect():
    csv.register_dialect("ours", delimiter=";")
    csv.unregister_dialect("ours")


def collect():
    gc.set_threshold(1, 2, 3)
    gc.set_threshold(700, 10, 10)


def switch():
    sys.setswitchinterval(0.1)
    sys.setswitchinterval(0.005)


def opener():
    urllib.request.install_opener(urllib.request.OpenerDirector())
    urllib.request.install_opener(None)


def keyboard():
    old = sys.stdin
    sys.stdin = io.StringIO("yes")
    setattr(sys, "stdin", old)


def types():
    mimetypes.add_type("text/ours", ".ours")
    mimetypes.init()


def store(rows):
    rows.execute("insert into t values (1)")
    rows.rollback()
