from .api import freeze_time
