import threading


def left(stock, sold):
    return max(stock - sold, 0)


def in_a_thread(work, *args):
    out = []
    thread = threading.Thread(target=lambda: out.append(work(*args)))
    thread.start()
    thread.join()
    return out[0]
