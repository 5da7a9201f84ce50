"""Errors that become responses."""


class ApiError(Exception):
    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def body(self) -> dict:
        return {"error": self.message, "status": self.status}


class BadRequest(ApiError):
    status = 400


class NotFound(ApiError):
    status = 404
