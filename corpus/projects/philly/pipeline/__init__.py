"""Steps from a file to a report."""

from pipeline.retry import RetryError, retry
from pipeline.runner import Pipeline, Step

__all__ = ["Pipeline", "RetryError", "Step", "retry"]
