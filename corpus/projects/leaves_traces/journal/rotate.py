"""Keeps a journal short, by files and folders in the project's own tree."""
import os
import shutil


def rotate(path, limit):
    size = os.path.getsize(path)
    if size > limit:
        os.rename(path, path + ".old")
        return True
    return False


def workspace(folder, keep):
    os.makedirs(os.path.join(folder, "a", "b"))
    with open(os.path.join(folder, "a", "b", "note.txt"), "w") as handle:
        handle.write("x")
    if not keep:
        shutil.rmtree(folder)
