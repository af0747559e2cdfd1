"""Somebody in front of the screen: what they see, and what their browser complains of."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# A refused act answers 403, 404, 409 or 422, which the browser logs as a resource that did not load.
REFUSED = "Failed to load resource"
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`blocked by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Visitor:
    """One browser context with one page in front."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self.complaints: list[str] = []
        self.forgives: tuple[str, ...] = ()
        context.add_init_script(LISTEN)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"error on the page: {error.error}"))
        context.on("request", self._watch)
        context.on("response", lambda answer: self._judge(answer.status, answer.url))
        self.page = context.new_page()

    def see(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def another_tab(self, path: str) -> Page:
        tab = self.context.new_page()
        tab.goto(path)
        return tab

    def leave(self) -> list[str]:
        self.context.close()
        return [complaint for complaint in self.complaints if not complaint.startswith(self.forgives)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and REFUSED not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def _watch(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "about") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _judge(self, status: int, url: str) -> None:
        if status >= 500:
            self.complaints.append(f"{status}: {urlsplit(url).path}")
