"""What a page may load and run: what came in with a title, or by a slip of ours, is text and nothing else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: https:",  # thumbnails and avatars
        "style-src 'self' 'unsafe-inline'",  # Django's admin has some
        "connect-src 'self' ws: wss:",  # for some browsers a socket is none of 'self'
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


class ContentPolicy(MiddlewareMixin):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Add the policy; Django's own pages about errors have scripts inside, and are a developer's."""
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
