"""Text alternatives that know their language."""


class AltText(str):
    """The text alternative of a picture.

    HTML cannot mark the language of an attribute by itself, so `FoundPicture.html` puts `language`
    on the `img`, where it holds for `alt`. Empty: the language of the page.
    """

    language: str

    def __new__(cls, text: str, language: str = "") -> "AltText":
        alt = super().__new__(cls, text)
        alt.language = language
        return alt
