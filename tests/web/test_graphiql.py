"""The GraphiQL page in a browser: it opens, an example runs, nothing goes wrong and nothing leaves the machine."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

from web.pages import BUILT

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE = 60_000
"""Milliseconds; the editor is large, and the machine may be small and busy."""


@dataclass
class Visit:
    """A page that was opened, and what went on meanwhile."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.page.context.on("request", self.see)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def see(self, request: Request) -> None:
        self.requests.append(request.url)

    @property
    def foreign(self) -> list[str]:
        ours = (f"{self.address}/", f"blob:{self.address}/", "data:")
        return [url for url in self.requests if not url.startswith(ours)]


def chromium() -> str:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no Chromium is found on PATH: the page is not tried in a browser")
    if not (BUILT / "index.html").is_file():
        pytest.skip("the GraphiQL page is not built: make graphiql")
    return browser


@pytest.fixture
async def visit(demo_server: str, tmp_path: Path) -> AsyncIterator[Visit]:
    browser = chromium()
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=browser,
            headless=True,
            args=FLAGS,
            env={**os.environ, "HOME": str(tmp_path)},
            viewport={"width": 1400, "height": 900},
        )
        visit = Visit(context.pages[0], demo_server)
        visit.watch()
        await visit.page.goto(f"{demo_server}/")
        yield visit
        await context.close()


async def test_the_page_opens_and_an_example_is_answered(visit: Visit) -> None:
    page = visit.page
    run = page.get_by_role("button", name="Execute query")
    await expect(run).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".graphiql-query-editor .view-lines")).to_contain_text("Breadcrumb", timeout=PATIENCE)
    async with page.expect_response(
        lambda response: response.url.endswith("/graphql") and "Breadcrumb" in (response.request.post_data or ""),
        timeout=PATIENCE,
    ) as answered:
        await run.click()
    answer = await (await answered.value).json()

    assert page.url == f"{visit.address}/graphiql/"
    assert answer["data"]["unit"]["ancestors"][0]["kind"] == "INSTITUTION_OWNER"
    await expect(page.locator(".result-window")).to_contain_text(answer["data"]["unit"]["name"], timeout=PATIENCE)
    assert visit.complaints == []
    assert visit.foreign == []
