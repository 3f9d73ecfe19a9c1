"""Where a request comes from, as far as the browser says it."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page makes this request. Browsers say so, and no page can keep them from it.

    Old browsers don't say with every request. What is not said to be another's counts as ours here, so this is no
    proof of origin: it only stands where a request without one can do little harm.
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != request.get_host()
    except ValueError:
        return True
