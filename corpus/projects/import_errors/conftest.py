import early

assert early.FIRST == 1
