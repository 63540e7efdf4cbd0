"""Blocks of pages: every one as the picker of blocks shows it, and those of the sample pages."""

from typing import Any

from wagtail.blocks import BoundBlock

from campaigns.blocks import CampaignBodyBlock

_SAMPLES: dict[str, Any] = {
    "text": (
        "<h2>Det vigtigste er nogen, der kigger ud</h2><p>En vej, hvor folk hilser på hinanden, "
        'er et dårligt sted at gøre indbrud. <a href="https://example.org/">Kend dine naboer</a>.'
        "</p><ul><li>Lås døren.</li><li>Tænd en lampe.</li></ul>"
    ),
    "callout": {"title": "Har du haft indbrud?", "text": "Ring 114. Er tyven der nu: 112."},
    "checklist": {
        "title": "Det kan du gøre",
        "points": ["Lås døre og vinduer.", "Klip hækken, så døren kan ses.", "Hils på en ny nabo."],
    },
    "questions": [
        {"question": "Må jeg komme alene?", "answer": "Ja, det gør de fleste."},
        {"question": "Koster det noget?", "answer": "Nej. Kaffen er også gratis."},
    ],
    "quote": {
        "quote": "Jeg kendte to på vejen. Nu kender jeg alle ni huse.",
        "attribution": "En nabo (opdigtet)",
    },
    "figures": [
        {
            "prefix": "over",
            "value": "83 %",
            "label": "færre indbrud i beboelse",
            "source": "projektets egen beskrivelse",
        },
    ],
}


def every_block() -> list[BoundBlock]:
    """Return each block that a page can have, with the value of the picker."""
    blocks = CampaignBodyBlock().child_blocks.values()
    return [block.bind(block.get_preview_value()) for block in blocks]


def sample_blocks() -> dict[str, BoundBlock]:
    """Return the blocks of the sample pages, by the name of their type."""
    blocks = CampaignBodyBlock().child_blocks
    return {name: blocks[name].bind(blocks[name].normalize(_SAMPLES[name])) for name in _SAMPLES}
