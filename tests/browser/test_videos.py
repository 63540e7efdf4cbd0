"""Nothing is loaded from the site of a video before somebody plays it."""


def test_a_video_is_loaded_when_it_is_played(site, new_context):
    page = new_context().new_page()
    asked = []
    page.route("https://player.vimeo.com/**", lambda route: route.fulfill(body="A video"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/components/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "vimeo" in url]

    page.locator("a[data-video]").press("Enter")

    page.frame_locator("iframe.video__frame").get_by_text("A video").wait_for()
    assert page.evaluate("document.activeElement.className") == "video__frame"
