"""Who a request came from."""

from django.test import RequestFactory

from members.access import acting_in


def acted(business, answer):
    with acting_in(business.district_id):
        return answer()


def request_of(browser):
    request = RequestFactory().get("/")
    request.COOKIES.update({name: morsel.value for name, morsel in browser.cookies.items()})
    return request
