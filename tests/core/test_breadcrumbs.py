"""Breadcrumbs lead from the front page of the reader's language to the page itself."""

from django.utils.translation import override

from core.breadcrumbs import breadcrumbs


def test_the_links_start_at_the_front_page_and_end_at_the_page_without_a_link():
    with override("de"):
        links = breadcrumbs(("/de/forum/", "Forum"), current="A thread")

    assert [link.url for link in links] == ["/de/", "/de/forum/", ""]
    assert [link.label for link in links[1:]] == ["Forum", "A thread"]
