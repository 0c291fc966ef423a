"""What stands in a page."""

import html
import re
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "</script><script>document.title='owned'</script>{{ 7*7 }}{% boom {# <b>x"


def text_of(page: str) -> str:
    """Return what a page says, without its scripts, styles and tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())
