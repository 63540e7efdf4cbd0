// Finds what a reader cannot see: text that is cut, covered or outside the screen, and hidden focus.
// Evaluated in the page; returns one line for each problem.
(() => {
  const width = document.documentElement.clientWidth;
  const TOLERANCE = 2;
  const name = (element) => {
    const kind = element.className && typeof element.className === "string" ? `.${element.className.split(" ")[0]}` : "";
    const words = (element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.localName}${kind}> ${words}`;
  };
  // Not for the eye, or meant to be scrolled.
  const LEFT_OUT = ".visually-hidden, .month__long, .site-unread__word, svg, script, style, .scroll-x, pre, .prose table, textarea, option, .leaflet-container";

  function pieces() {
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest(LEFT_OUT) || !element.checkVisibility({ visibilityProperty: true })) continue;
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) found.push({ element, box });
      }
    }
    return found;
  }

  function clipped(element, box) {
    for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(outer);
      const edge = outer.getBoundingClientRect();
      if (["hidden", "clip"].includes(overflowX) && (box.right > edge.right + TOLERANCE || box.left < edge.left - TOLERANCE)) return true;
      if (["hidden", "clip"].includes(overflowY) && (box.bottom > edge.bottom + 6 || box.top < edge.top - 6)) return true;
      if (["auto", "scroll"].includes(overflowX)) return false;
    }
    return false;
  }

  function layout() {
    const problems = [];
    if (document.documentElement.scrollWidth > width) {
      const outside = (each) => each.getBoundingClientRect().right > width;
      const found = [...document.querySelectorAll("body *")].find(outside);
      problems.push(`The page scrolls sideways: ${found?.outerHTML.slice(0, 120)}`);
    }
    const all = pieces();
    for (const { element, box } of all) {
      if (box.right > width + TOLERANCE || box.left < -TOLERANCE) problems.push(`outside the screen: ${name(element)}`);
      else if (clipped(element, box)) problems.push(`cut: ${name(element)}`);
    }
    // Lines of text that lie on each other.
    all.sort((one, other) => one.box.top - other.box.top);
    all.forEach((one, index) => {
      for (let next = index + 1; next < all.length && all[next].box.top < one.box.bottom; next += 1) {
        const other = all[next];
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        const sticky = [one, other].some(({ element }) => element.closest(".event-bar, .kit__progress"));
        // Lines of one paragraph touch.
        if (across > 3 && down > 0.45 * Math.min(one.box.height, other.box.height) && !sticky) {
          problems.push(`covered: ${name(one.element)} | ${name(other.element)}`);
        }
      }
    });
    return [...new Set(problems)];
  }

  function focus() {
    const problems = [];
    const stops = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
    for (const stop of stops) {
      if (stop.disabled || stop.tabIndex < 0 || !stop.checkVisibility({ visibilityProperty: true })) continue;
      stop.focus({ focusVisible: true });
      if (document.activeElement !== stop) continue;
      const seen = [...stop.getClientRects()].some((box) =>
        [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([x, y]) => {
          // Of what is higher than the screen, the part on it.
          const above = Math.max(box.top, 0), below = Math.min(box.bottom, innerHeight);
          const top = document.elementFromPoint(box.left + x * box.width, above + y * (below - above));
          return top && (stop.contains(top) || top.contains(stop) && !top.closest(".event-bar") || top.control === stop || top.closest("label")?.control === stop);
        }));
      if (!seen) problems.push(`hidden focus: ${name(stop)}`);
    }
    return problems;
  }

  const LINKS = "a[href], button, summary, select, input:not([type=hidden])";
  function targets() {
    const problems = [];
    for (const target of document.querySelectorAll(LINKS)) {
      if (!target.checkVisibility({ visibilityProperty: true }) || target.closest(".visually-hidden, .skip-link, .prose, .leaflet-container")) continue;
      // A link in a sentence is as high as its line. (WCAG 2.5.8)
      const inline = target.localName === "a" && getComputedStyle(target).display === "inline" && !target.matches(".reach");
      if (inline && target.parentElement.textContent.trim().length > target.textContent.trim().length + 3) continue;
      let box = target.getBoundingClientRect();
      if (target.matches(".reach")) { const card = getComputedStyle(target, "::after"); box = { width: parseFloat(card.width), height: parseFloat(card.height) }; }
      if (["checkbox", "radio"].includes(target.type)) box = (target.labels[0] ?? target).getBoundingClientRect();
      if (box.height < 43.5 || box.width < 43.5) problems.push(`small target ${Math.round(box.width)}x${Math.round(box.height)}: ${name(target)}`);
    }
    return [...new Set(problems)];
  }
  return { layout, focus, targets };
})()
