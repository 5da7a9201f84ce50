if 1: f = lambda: 0
else: f = lambda: 1
class A: g = lambda self: 2
class B: x = 1
while False: h = lambda: 3
for i in [1]: i += 1
try: j = 1
except ValueError: j = 2
else: j = 3
finally: k = 4
with open("x") as q: r = lambda: 5
def o(): return 6
if f: \
    p = lambda: 7
