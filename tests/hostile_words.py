"""What hostile people type: classes of payloads, each marked so that it is known again.

Nothing here is from a real attack: every address is reserved for examples, and every
function that would run is called by a name that no page has.
"""

from urllib.parse import quote

MARK = "zq9431"
ELSEWHERE = "evil.example"

SCRIPT = [
    f"<script>{MARK}()</script>",
    f"</textarea></title><script src=//{ELSEWHERE}/{MARK}.js></script>",
    f"<svg/onload={MARK}()>",
    f"<img src=x onerror={MARK}()>",
]
HTML = [
    f'"><x-{MARK} onmouseover={MARK}()>',
    f"' autofocus onfocus='{MARK}()",
    f'" formaction=//{ELSEWHERE} x="',
    f"<base href=//{ELSEWHERE}/{MARK}>",
    f"<iframe srcdoc='{MARK}'></iframe>",
    f"--><style>@import '//{ELSEWHERE}/{MARK}'</style>",
    f'<meta http-equiv=refresh content="0;url=//{ELSEWHERE}">',
]
MARKDOWN = [
    f"[a](javascript:{MARK}())",
    f"![a](http://{ELSEWHERE}/{MARK}.png)",
    f"<javascript:{MARK}()>",
    f"[a]\n\n[a]: data:text/html,{MARK}",
    f'[a](http://{ELSEWHERE} "x" onclick={MARK}())',
    f"[</script><x-{MARK}>]{{lang=en}}",
    f'::: {{lang=en" onload="{MARK}()}}\nWords\n:::',
]
TEMPLATE = [
    "{{ request.user.password }}{% debug %}",
    "{% load static %}{{ settings.SECRET_KEY }}",
    "{report.__class__.__init__.__globals__}",
    "{report!r:>99999999}",
    "${9431*7}{{9431*7}}#{9431*7}",
    "%(password)s %s %n",
]
SQL = [
    "' OR '1'='1",
    "'; DROP TABLE accounts_user; --",
    "0) UNION SELECT password FROM accounts_user --",
    '" OR ""="',
    "%' ESCAPE '\\",
    "1; SELECT pg_sleep(9)",
]
FORMULA = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    f'=HYPERLINK("http://{ELSEWHERE}","{MARK}")',
    "\t=1+1",
]
HEADER = [
    f"a\r\nBcc: {MARK}@{ELSEWHERE}\r\n\r\nb",
    f"a\nSet-Cookie: {MARK}=1",
    f"a@office.example\nBcc: {MARK}@{ELSEWHERE}",
    f"a%0d%0aX-{MARK}: 1",
    f"a\u2028Bcc: {MARK}@{ELSEWHERE}",
    f"{MARK}@{ELSEWHERE}\r\n, b@office.example",
]
CONTROL = [
    "a\x00b",
    "a\x01\x08\x0b\x0c\x1b[31mb",
    "a\x7f\x85\x9fb",
    "a\ufffe\uffffb",
]
MARKS = [
    "report\u202efdp.exe",
    "\u2066\u2067a\u2069\u202c",
    "\u200b\u200d\ufeff",
    "a" + "\u0301" * 40,
    "\u0130\u017f\ufb01\U000e0041",
    "\U0001f469\u200d\U0001f692\u0661\u0662",
]
TRAVERSAL = [
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd%00.pdf",
    "....//....//etc/passwd",
    "file:///etc/passwd",
]
HUGE = ["x" * 100_000, "9" * 5_000, "1e999999", "-0.0", "\u0661" * 400, str(2**63), str(2**31)]
SSRF = [
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "http://127.0.0.1:25/",
    "gopher://127.0.0.1:25/_x",
    "http://[::1]:8000/",
    f"http://{ELSEWHERE}@127.0.0.1/",
    f"//{ELSEWHERE}/x",
]
REDOS = [
    "a" * 20_000 + "!",
    "1" * 20_000,
    " " * 20_000 + "x",
    "(" * 3_000 + "[" * 3_000,
    "> " * 3_000 + "x",
    "a@" * 5_000,
    "Recommendation 1 " * 1_000,
    "By 31 August " * 1_000,
    "\n" * 20_000 + "x",
    "1.1.1." * 2_000,
]
JSON = [
    "9" * 5_000,
    "[" * 50_000,
    "{",
    "null",
    '"text"',
    '{"id": 1, "rawId": [], "response": null, "type": {}}',
    '{"id": "!", "rawId": "!", "type": "public-key", "response":'
    ' {"clientDataJSON": "!", "attestationObject": "!", "authenticatorData": "!"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ",'
    ' "attestationObject": "YQ", "authenticatorData": "YQ", "signature": "YQ"}}',
]
CLASSES = {
    "script": SCRIPT,
    "HTML": HTML,
    "Markdown": MARKDOWN,
    "template": TEMPLATE,
    "SQL": SQL,
    "formula": FORMULA,
    "header": HEADER,
    "control": CONTROL,
    "marks": MARKS,
    "path": TRAVERSAL,
    "huge": HUGE,
    "address": SSRF,
    "slow pattern": REDOS,
}
# Bytes that are no UTF-8, or that smuggle something past a careless decoder.
BYTES = [
    b"a\xff\xfeb",
    b"a\xed\xa0\x80b",  # half of a surrogate pair
    b"\xc0\xaf..\xc0\xaf",  # an overlong slash
    b"\xe2\x28\xa1",
    b"+ADw-script+AD4-",
]
REDIRECTS = [
    f"https://{ELSEWHERE}/{MARK}",
    f"//{ELSEWHERE}/{MARK}",
    f"/\\{ELSEWHERE}/{MARK}",
    f"\thttps://{ELSEWHERE}/{MARK}",
    f"https:{ELSEWHERE}/{MARK}",
    f"javascript:{MARK}()",
    f"http://testserver@{ELSEWHERE}/{MARK}",
]
REDIRECT_FIELDS = ["next", "path", "url", "return_to", "redirect_to", "success_url"]


def in_form(fields: dict[str, list[str]], name: str, value: bytes) -> str:
    """Return the body of a form in which one field holds these very bytes."""
    pairs = [(key, quote(text, safe="")) for key, texts in fields.items() for text in texts]
    kept = [f"{quote(key)}={text}" for key, text in pairs if key != name]
    return "&".join([*kept, f"{quote(name)}={quote(value)}"])
