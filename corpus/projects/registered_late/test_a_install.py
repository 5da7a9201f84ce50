import shapes


def test_install():
    shapes.install()


def test_install_again():
    shapes.install()
