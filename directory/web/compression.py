"""Pages go over the line compressed: many are read on a phone between two hearings."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from directory.web.languages import ALWAYS_ENGLISH


class CompressionMiddleware(GZipMiddleware):
    """Gzip for pages; what programs read stays as the contract has it (docs/decisions/0012).

    Django adds up to 100 random bytes to each answer and masks each form's token anew, so that lengths of
    compressed pages tell no secret letter by letter (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed if it is a page and the browser takes it."""
        if request.path_info.startswith(ALWAYS_ENGLISH):
            return response
        return super().process_response(request, response)
