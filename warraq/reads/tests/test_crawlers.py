"""Which agents may be people."""

import pytest

from warraq.reads.crawlers import is_browser

PEOPLE = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
    " Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Opera/9.80 (Android; Opera Mini/36.2.2254/191.303; U; ar) Presto/2.12.423 Version/12.16",
    "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
    "Mozilla/5.0 (Linux; Android 13; SM-A536E; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/118.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/437.0.0.0.1;]",
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS; LIO-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0"
    " HuaweiBrowser/15.0.4.312 Mobile Safari/537.36",
]

OTHERS = [
    "",
    "-",
    "Mozilla/5.0",
    "curl/8.5.0",
    "python-requests/2.32.3 CPython/3.11 Linux",
    "Mozilla/5.0 (compatible; ExampleBot/2.1; +http://bots.example/about)",
    "Mozilla/5.0 (Linux; Android 6.0.1) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 (compatible; ExampleBot/2.1)",
    "Mozilla/5.0 (compatible; Example Spider)",
    "Mozilla/5.0 (compatible; Somebody/1.0)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML, like Gecko) Chrome/99 Safari/605 admin@search.example",
    "Mozilla/5.0 (Windows NT 10.0) \x00AppleWebKit/537.36",
    "Mozilla/5.0 (Windows NT 10.0) " + "A" * 2000,
    "متصفح لا وجود له على الإطلاق",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_browsers_of_people_count(agent):
    assert is_browser(agent)


@pytest.mark.parametrize("agent", OTHERS)
def test_crawlers_scripts_and_nonsense_do_not(agent):
    assert not is_browser(agent)
