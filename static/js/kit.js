// Keeps the ticks of a checklist: in this browser, or on the profile of a signed-in reader.

const stored = (key) => {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return new Set();
  }
};

const store = (key, ids) => {
  try {
    if (ids.size) localStorage.setItem(key, JSON.stringify([...ids]));
    else localStorage.removeItem(key);
  } catch {
    // The browser keeps nothing: the ticks last as long as the page.
  }
};

for (const kit of document.querySelectorAll("[data-kit]")) {
  const key = `kit:${kit.dataset.kit}`;
  const form = kit.querySelector("form");
  const boxes = [...kit.querySelectorAll('input[type="checkbox"]')];
  const find = (name) => kit.querySelector(`[data-kit-${name}]`);

  const show = () => {
    const done = boxes.filter((box) => box.checked).length;
    const count = kit.dataset.progress.replace("{done}", done).replace("{total}", boxes.length);
    kit.querySelector("progress").value = done;
    find("count").textContent = count;
    kit.querySelector(".kit__progress").hidden = false;
    find("again").hidden = done === 0;
  };

  const send = async (fields) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of fields) data.append(name, value);
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body: data, headers }).catch(() => null);
    return answer?.status === 204;
  };

  const onProfile = async (box) => {
    const fields = [["shown", box.value]];
    if (box.checked) fields.push(["step", box.value]);
    const saved = await send(fields);
    find("error").hidden = saved;
    if (!saved) box.checked = !box.checked;
    show();
  };

  // Ticks that were made before the sign-in go to the profile, once.
  const merge = async () => {
    const mine = stored(key);
    if (!mine.size || !(await send([...mine].map((id) => ["step", id])))) return;
    store(key, new Set());
    for (const box of boxes) box.checked ||= mine.has(box.value);
    show();
  };

  kit.addEventListener("change", ({ target }) => {
    show();
    if (form) onProfile(target);
    else {
      // Ticks of steps that this page does not show stay.
      const ids = stored(key);
      if (target.checked) ids.add(target.value);
      else ids.delete(target.value);
      store(key, ids);
    }
  });

  const print = find("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  if (form) {
    find("save").hidden = true;
    merge();
  } else {
    const ids = stored(key);
    for (const box of boxes) box.checked = ids.has(box.value);
    find("buttons").hidden = false;
    find("again").addEventListener("click", () => {
      store(key, new Set());
      for (const box of boxes) box.checked = false;
      show();
      boxes[0]?.focus();
    });
  }
  show();
}
