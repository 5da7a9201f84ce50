import shared


def test_pack_text():
    shared.pack_text()


def test_pack_data():
    shared.pack_data()


def test_pack_buffer():
    shared.pack_buffer()


def test_pack_numbers():
    shared.pack_numbers()


def test_pack_view():
    shared.pack_view()


def test_pack_simple():
    shared.pack_simple()


def test_pack_jobs():
    shared.pack_jobs()


def test_throw():
    shared.throw()


def test_fill():
    shared.fill()


def test_guard():
    shared.guard()


def test_shift():
    shared.shift()


def test_pay():
    shared.pay()


def test_limit():
    shared.limit()


def test_dialect():
    shared.dialect()


def test_collect():
    shared.collect()


def test_switch():
    shared.switch()


def test_opener():
    shared.opener()


def test_keyboard():
    shared.keyboard()


def test_types():
    shared.types()


def test_store(rows):
    shared.store(rows)
