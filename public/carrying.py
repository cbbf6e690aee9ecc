"""Links that keep the day and the eyes of the page they stand on."""

import re
from html import escape, unescape

from public.moment import Moment

#: Addresses of pages: these end in a slash, files do not. A permalink names a version, which has its own day.
_PAGES = re.compile(r'href="(/(?!static/|admin/)[^"?#]*(?<=/)(?:[?#][^"]*)?)"')


def carry(html: str, moment: Moment) -> str:
    """
    The page with the day and the eyes in every link to another page of the site.

    Done to the page as a whole, since its links come from many hands. A link that is to lose them is relative ("?").
    """

    def with_moment(link):
        address = unescape(link[1])
        return link[0] if "version=" in address else f'href="{escape(moment.url(address))}"'

    return _PAGES.sub(with_moment, html)
