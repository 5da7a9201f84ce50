import unittest

import bank

PREPARED = []


def setUpModule():
    PREPARED.extend(bank.prepared())


def tearDownModule():
    PREPARED.clear()


class Common:
    def test_cents(self):
        self.assertEqual(bank.cents(self.amount), self.amount * 100)


class TestAccount(Common, unittest.TestCase):
    amount = 3

    @classmethod
    def setUpClass(cls):
        cls.seeded = bank.seeded(20)

    def setUp(self):
        self.account = bank.Account()
        self.account.deposit(10)
        self.addCleanup(self.account.close)

    def test_a_nothing(self):
        self.assertIsNotNone(self.seeded)

    def test_b_seeded(self):
        self.assertEqual(self.seeded.balance, 120)

    def test_deposit(self):
        self.assertEqual(self.account.deposit(1), 11)
        with self.assertRaises(ValueError):
            self.account.deposit(0)

    def test_withdraw(self):
        self.assertEqual(self.account.withdraw(10), 0)
        with self.assertRaisesRegex(ValueError, "^funds$"):
            self.account.withdraw(1)

    def test_open(self):
        self.assertTrue(self.account.open)

    def test_module_set_up(self):
        self.assertEqual(PREPARED, [1, 2, 7])


class TestFee(unittest.TestCase):
    def test_fees(self):
        for amount, expected in [(9, 1), (10, 5), (99, 5), (100, 9)]:
            with self.subTest(amount=amount):
                self.assertEqual(bank.fee(amount), expected)

    @unittest.expectedFailure
    def test_broken(self):
        self.assertEqual(bank.broken(1), 0)

    @unittest.skip("only to be skipped")
    def test_skipped(self):
        self.assertEqual(bank.fee(0), 0)


class TestLater(unittest.IsolatedAsyncioTestCase):
    async def test_later(self):
        self.assertEqual(await bank.later(5), 3)
