import unittest

from pkg.basket import Basket


class TestCart(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cart = Basket()

    @classmethod
    def tearDownClass(cls):
        del cls.cart

    def test_a_put(self):
        self.cart.put("apple", 3)
        self.assertEqual(self.cart.goods["apple"], 3)

    def test_get(self):
        self.assertIsInstance(self.cart.get("apple"), int)

    def test_value(self):
        self.assertEqual(self.cart.value(), sum(self.cart.goods.values()))
