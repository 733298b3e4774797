// The screen on which a front is composed. Each press of a button, each drop and each changed field is sent with the
// whole layout, and the board that the server answers takes the place of the one on the screen: what a step does is
// decided there. Without this script the same buttons send the form and the whole page comes back.
(() => {
  const form = document.querySelector("[data-fronting]");
  if (!form) return;
  const board = form.querySelector("[data-board]");
  const said = form.querySelector("[data-said]");
  const picks = form.querySelector("[data-picks]");
  const search = form.querySelector("[data-search]");
  const opened = form.elements.layout.value;
  // These leave the page, or open another one.
  const KEPT = new Set(["save", "publish", "undo", "leave"]);
  let isLeaving = false;

  // Steps are sent one after the other: each begins with the layout that the one before it made.
  let queue = Promise.resolve();
  const step = (op, focus) => {
    queue = queue.then(() => take(op, focus)).catch(() => {
      tell("لم يصل الطلب إلى الخادم؛ ما على الشاشة كما تركته. أعد المحاولة.");
    });
    return queue;
  };

  async function take(op, focus) {
    const data = new FormData(form);
    data.set("op", op);
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "board" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    board.innerHTML = await answer.text();
    const told = board.querySelector("[data-told], [data-trouble]");
    tell(told ? told.textContent.trim() : "");
    refocus(focus);
    mark();
  }

  function tell(text) {
    said.textContent = "";
    // Emptied first, so that the same sentence is read again.
    requestAnimationFrame(() => { said.textContent = text; });
  }

  function refocus(id) {
    if (!id) return;
    const button = document.getElementById(id);
    if (button && !button.disabled) return button.focus();
    // At the end of a list its button is off: the story's own row has others.
    const story = id.replace(/^[a-z-]+-/, "");
    const row = document.getElementById(`row-${story}`) || document.getElementById(`part-${story}`)?.closest("section");
    row?.querySelector("button:not([disabled])")?.focus();
  }

  // What is pinned stands out among the stories to pick from.
  function mark() {
    const pinned = new Set([...board.querySelectorAll(".is-pinned")].map((row) => row.dataset.story));
    for (const pick of picks.querySelectorAll("[data-story]")) pick.classList.toggle("is-picked", pinned.has(pick.dataset.story));
  }

  // Buttons and fields

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.matches("[data-preview]")) {
      button.formTarget = "front-preview";
      dialog.showModal();
      return;
    }
    if (KEPT.has(button?.value)) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    if (document.activeElement === search || button?.value === "find") return find();
    if (button?.value && button.value !== "none") step(button.value, button.id);
  });

  board.addEventListener("change", (event) => {
    if (event.target.matches("input[type=number], input[type=datetime-local]")) step("fields", event.target.id);
  });

  // Enter in a field takes the field over, and never presses the first button of the form.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    if (event.target === search) find();
    else event.target.blur();
  });

  // Stories to pick from

  let timer = 0;
  let asked = 0;
  async function find() {
    clearTimeout(timer);
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.stories, { method: "POST", body: new FormData(form) });
      if (!answer.ok || mine !== asked) return;
      picks.innerHTML = await answer.text();
      mark();
    } catch {
      // Without a network the stories that were found stay.
    }
  }
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, 250);
  });

  // Drag and drop: a story between two others, or a whole list between two lists

  let dragged = null;
  const clear = () => {
    for (const each of form.querySelectorAll(".drop-before, .drop-after, .is-dragged, .is-open")) {
      each.classList.remove("drop-before", "drop-after", "is-dragged", "is-open");
    }
  };

  form.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("[data-story]");
    const head = event.target.closest?.("[data-part-grip]");
    if (!row && !head) return;
    const part = event.target.closest("[data-part]");
    dragged = row
      ? { story: row.dataset.story, part: part?.dataset.part, position: Number(row.dataset.position) || 0 }
      : { list: part.dataset.part, place: Number(part.dataset.place) };
    (row || part).classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.story || dragged.list);
  });

  const over = (event) => {
    const target = dragged?.list
      ? event.target.closest?.("[data-part]:not([data-place='0'])")
      : event.target.closest?.("[data-rows] [data-story]") || event.target.closest?.("[data-rows]");
    if (!target || !board.contains(target)) return null;
    const box = target.getBoundingClientRect();
    return { target, isAfter: event.clientY > box.top + box.height / 2 };
  };

  board.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const found = over(event);
    for (const each of board.querySelectorAll(".drop-before, .drop-after, .is-open")) each.classList.remove("drop-before", "drop-after", "is-open");
    if (!found) return;
    event.preventDefault();
    if (found.target.matches("[data-rows]")) found.target.classList.add("is-open");
    else found.target.classList.add(found.isAfter ? "drop-after" : "drop-before");
  });

  board.addEventListener("drop", (event) => {
    const found = dragged && over(event);
    if (!found) return;
    event.preventDefault();
    if (dragged.list) {
      let place = Number(found.target.dataset.place) + (found.isAfter ? 1 : 0);
      if (dragged.place < place) place -= 1;
      step(`part:${dragged.list}:${place}`, `part-up-${dragged.list}`);
    } else {
      const part = found.target.closest("[data-part]");
      const rows = part.querySelectorAll("[data-rows] [data-story]");
      let position = found.target.matches("[data-rows]")
        ? rows.length + 1
        : Number(found.target.dataset.position) + (found.isAfter ? 1 : 0);
      // Within a list the others move up into the place that it leaves.
      if (dragged.part === part.dataset.part && dragged.position < position) position -= 1;
      position = Math.min(Math.max(position, 1), Number(part.dataset.count));
      step(`put:${dragged.story}:${part.dataset.part}:${position}`, `up-${dragged.story}`);
    }
    clear();
    dragged = null;
  });

  form.addEventListener("dragend", () => {
    clear();
    dragged = null;
  });

  // Preview, as wide as a phone or as the window

  const dialog = document.querySelector("[data-preview-dialog]");
  const frame = dialog.querySelector("[data-frame]");
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-close]")) dialog.close();
    if (!button?.dataset.width) return;
    frame.classList.toggle("is-phone", button.dataset.width === "phone");
    for (const each of dialog.querySelectorAll("[data-width]")) each.setAttribute("aria-pressed", String(each === button));
  });

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && form.elements.layout.value !== opened) event.preventDefault();
  });

  mark();
})();
