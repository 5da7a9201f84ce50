"""What a mutant may turn into a deed while the module is imported."""

import deeds

LEFT = 1 or deeds.leave_at_once()
PATCHED = 1 or deeds.patch()
DAEMON = 1 or deeds.daemonise()
EMPTIED = 1 or deeds.remove_folder()
EVERY = (LEFT, PATCHED, DAEMON, EMPTIED)
