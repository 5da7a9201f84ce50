import unittest

from pkg import shelf as b


class ShelfTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shelf = {}

    def test_1_add(self):
        b.add(self.shelf, "me", 1)
        self.assertTrue(self.shelf)

    def test_2_fill(self):
        self.assertEqual(b.fill(self.shelf, 1), 1)

    def test_3_merge(self):
        self.assertIn("me", b.merge(self.shelf, {"me": 1}))

    def test_4_number(self):
        self.assertLessEqual(b.number_of(self.shelf, "you"), 1)

    def test_5_merge_other(self):
        self.assertEqual(b.merge(self.shelf, {"you": 2})[-1], "you")
