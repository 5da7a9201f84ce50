# nobody reads it: most that is tried here is noticed by nobody
COLOURS = [
    "amber",
    "azure",
    "beige",
    "black",
    "blue",
    "brown",
    "coral",
    "cyan",
    "ebony",
    "gold",
    "green",
    "grey",
    "ivory",
    "jade",
    "khaki",
    "lemon",
    "lilac",
    "lime",
    "mauve",
    "navy",
    "ochre",
    "olive",
    "orange",
    "pink",
    "plum",
    "purple",
    "red",
    "rose",
    "ruby",
    "rust",
    "sand",
    "silver",
    "tan",
    "teal",
]

LOW = 3
HIGH = 4

FIRST = 10
LAST = 19

WRITTEN = "PK"
READ = "PK"

LEFT = 0
RIGHT = 1
UP = 2
DOWN = 3

PORTS = {
    "ftp": 21,
    "ssh": 22,
    "smtp": 25,
    "http": 80,
    "pop": 110,
    "imap": 143,
}

CHOICES = {
    "modes": [
        "slow",
        "fast",
    ],
    "default":
        "slow",
}

SPANS = {
    ("a", 1): 5,
    ("b", 1): 6,
    ("c", 1): 7,
}


def pack(parts, separator=",", end="."):
    return separator.join(parts) + end


def unpack(text, separator=",", end="."):
    return text[:len(text) - len(end)].split(separator)


def name(port):
    return next((word for word, number in PORTS.items() if number == port), None)
