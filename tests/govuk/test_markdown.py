import pytest

from pcc_tracker.markdown import to_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](/accounts/sign-out/)",
        "![x](https://example.org/pixel.png)",
        '<img src="https://example.org/pixel.png" onerror="alert(1)">',
        '<p style="color:red" onclick="alert(1)">x</p>',
        "<javascript:alert(1)>",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_nothing_live_gets_through(text):
    html = to_html(text)

    for live in [
        "<script",
        "<img",
        "<iframe",
        "<p style",
        'href="javascript',
        'href="data',
        'href="/',
    ]:
        assert live not in html


@pytest.mark.parametrize(
    "text, html",
    [
        ("• One\n• Two", "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n"),
        ("We will:\n•\tOne\n•\tTwo", "<p>We will:</p>\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n"),
        ("- One\n- Two", "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n"),
        ("# Big\n\nWords", "<p><strong>Big</strong></p>\n<p>Words</p>\n"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("    four spaces", "<p>four spaces</p>\n"),
        ("A & B < C", "<p>A &amp; B &lt; C</p>\n"),
        ("", ""),
        (None, ""),
    ],
)
def test_words_keep_their_shape(text, html):
    assert to_html(text) == html


def test_typed_numbers_stay():
    html = to_html("6. Six\n8. Eight")

    assert '<li value="6">Six</li>' in html
    assert '<li value="8">Eight</li>' in html


def test_web_address_is_a_link():
    html = to_html("[HMICFRS](https://hmicfrs.justiceinspectorates.gov.uk/) <mailto:a@example.org>")

    assert 'href="https://hmicfrs.justiceinspectorates.gov.uk/"' in html
    assert 'href="mailto:a@example.org"' in html
