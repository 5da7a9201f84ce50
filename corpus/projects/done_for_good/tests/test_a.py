from pkg import out


def test_setup():
    out.setup()
