class A:
	def f(self):
		if self.a > 1:
		        return 1
		return 0

	if True:
		def g(self, n=1):
			return n + 1
