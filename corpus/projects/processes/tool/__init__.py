"""A tiny program."""

VERSION = 4
