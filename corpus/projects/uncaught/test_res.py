import res


def test_first(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("one\ntwo")
    assert res.first_line(path) == "one"


def test_run():
    assert res.run(1) == 2


def test_noise():
    assert res.noise(3) == 3


def test_thread():
    thread, out = res.in_thread(2)
    thread.join()
    assert len(out) < 2


def test_last():
    assert True
