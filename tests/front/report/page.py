"""What the tests do with the report page, and where it keeps what it has."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from incidents.models import Report
from members.access import acting_in
from members.models import District, Person

PAGE = "/d/exampleton/report/"
CANARY = "Canary Wharfinger"

Open = Callable[..., BrowserContext]


def sign_in(context: BrowserContext, name: str = "merrily") -> Page:
    """Open the report page as somebody of the bakery."""
    be_signed_in(context, name)
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(PAGE)
    return page


def be_signed_in(context: BrowserContext, name: str = "merrily") -> None:
    """Give a browser somebody's session; it drops session cookies when it is closed."""
    client = Client()
    client.force_login(Person.objects.get(email=f"{name}@example.invalid"))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )


def ready_for_no_network(page: Page) -> None:
    """Wait until the worker has the shell and the device has its form."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        """async () => {
            const names = (await indexedDB.databases()).map(({ name }) => name);
            if (!names.includes("ntars-reports")) return false;
            const database = await new Promise((resolve) => {
                indexedDB.open("ntars-reports").onsuccess = (event) => resolve(event.target.result);
            });
            const count = await new Promise((resolve) => {
                database.transaction("desk").objectStore("desk").count().onsuccess =
                    (event) => resolve(event.target.result);
            });
            database.close();
            return count === 1;
        }"""
    )


def tile(page: Page, name: str) -> None:
    page.locator("label.tile", has_text=name).click()


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def reports() -> list[Report]:
    with acting_in(District.objects.get(slug="exampleton").pk):
        return list(Report.objects.order_by("pk"))


def queue(page: Page, words: list[str]) -> None:
    for one in words:
        tile(page, "Trespass")
        page.get_by_label("In your words").fill(one)
        press_send(page)
        expect(page.locator(".done").get_by_role("heading")).to_have_text("Waiting to send")
        page.get_by_role("button", name="Report another").click()


EVERYTHING_KEPT = """async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((resolve) => {
            indexedDB.open(name).onsuccess = (event) => resolve(event.target.result);
        });
        for (const store of database.objectStoreNames) {
            const all = await new Promise((resolve) => {
                database.transaction(store).objectStore(store).getAll().onsuccess =
                    (event) => resolve(event.target.result);
            });
            found.push([store, JSON.stringify(all)]);
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            found.push([request.url, await (await cache.match(request)).text()]);
        }
    }
    found.push(["local", JSON.stringify({ ...localStorage, ...sessionStorage })]);
    return Object.fromEntries(found);
}"""


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
