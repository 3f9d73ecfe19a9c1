"""The REST door, ``/api/v1/``: one module a resource, on the same domain functions as the pages."""
