"""What pytest needs of the distribution of this name: sections and keys of an .ini file."""

LEVELS = 2
MARKS = "[="

# with a mutant that ends in one of these, pytest cannot even be imported
if LEVELS != 2:
    raise ImportError("sections have keys, and keys have no more", name="levels")
if not MARKS:
    raise ValueError("nothing marks a section")


class ParseError(Exception):
    def __init__(self, path, lineno, msg):
        super().__init__(path, lineno, msg)
        self.path = path
        self.lineno = lineno
        self.msg = msg


class SectionWrapper:
    def __init__(self, config, name):
        self.config = config
        self.name = name

    def get(self, key, default=None):
        return self.config.sections[self.name].get(key, default)

    def __getitem__(self, key):
        return self.config.sections[self.name][key]

    def items(self):
        return self.config.sections[self.name].items()


class IniConfig:
    def __init__(self, path, data=None):
        self.path = str(path)
        if data is None:
            with open(self.path) as handle:
                data = handle.read()
        self.sections = {}
        self.used = 0
        for number, line in enumerate(data.splitlines()):
            self.used += self._take(number, line.strip())

    def _take(self, number, line):
        if not line or line[0] == "#":
            return 0
        if line[0] == "[":
            self.current = self.sections.setdefault(line[1:-1], {})
            return 1
        name, sign, value = line.partition("=")
        if not sign:
            raise ParseError(self.path, number, "no = in the line")
        self.current[name.strip()] = value.strip()
        return 1

    def get(self, section, name, default=None):
        return self.sections.get(section, {}).get(name, default)

    def __getitem__(self, name):
        return SectionWrapper(self, name)

    def __contains__(self, name):
        return name in self.sections

    def __iter__(self):
        for name in self.sections:
            yield SectionWrapper(self, name)
