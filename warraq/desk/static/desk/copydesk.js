// The copy desk beside a story's form: while the reporter writes it asks what is to be mended, lists it, marks it in
// the text, and mends it where a person presses. Every sentence comes from the server or from the panel's templates.
document.addEventListener("DOMContentLoaded", () => {
  const REST = 600;
  const panel = document.querySelector("[data-copydesk]");
  const form = document.querySelector("#w-editor-form");
  if (!panel || !form) return;

  const list = panel.querySelector("[data-copydesk-findings]");
  const status = panel.querySelector("[data-copydesk-summary]");
  const mendErrors = panel.querySelector("[data-copydesk-mend-errors]");
  const toggle = document.querySelector('[data-side-panel-toggle="copydesk"]');
  const counter = toggle?.querySelector("[data-side-panel-toggle-counter]");
  const isLocked = document.body.classList.contains("content-locked");

  // What was found, each with the piece of the form that it stands in.
  let findings = [];
  let summary = "";
  let checked = null;
  let asked = 0;
  let resting;

  // ---- reading the form ---------------------------------------------------------------------------------------------

  const KINDS = [
    [/^(placements-\d+-|teaser_)?headline$/, "headline"],
    [/^(standfirst|dateline|lead_caption|lead_alt)$/, "apart"],
    [/^body-/, "body"],
  ];

  const kindOf = (name) => KINDS.find(([pattern]) => pattern.test(name))?.[1];
  const isEditor = (field) => "draftailEditor" in field;
  const isWritten = (field) => field.type === "text" || field.type === "textarea" || isEditor(field);

  // The blocks and placements that were removed stay in the form, and say so.
  const removed = () =>
    [...form.querySelectorAll('input[name$="-deleted"], input[name$="-DELETE"]')]
      .filter((field) => field.value === "1" || field.checked)
      .map((field) => field.name.replace(/deleted$|DELETE$/, ""));

  const editionBeside = (name) => Number(form.elements[name.replace(/[^-]+$/, "edition")]?.value) || null;

  function home() {
    const checkbox = form.querySelector('[name^="placements-"][name$="-is_home"]:checked');
    return checkbox ? editionBeside(checkbox.name) : null;
  }

  // A field's texts: a rich text has one for each of its paragraphs, by the paragraph's key.
  function textsOf(field) {
    if (!isEditor(field)) return [{ key: null, text: field.value }];
    const content = field.draftailEditor.getEditorState().getCurrentContent();
    return content.getBlocksAsArray().map((block) => ({ key: block.getKey(), text: block.getText() }));
  }

  const textNow = (piece) => textsOf(piece.field).find(({ key }) => key === piece.key)?.text;

  function pieces() {
    const [homeEdition, gone] = [home(), removed()];
    const found = [];
    for (const field of form.elements) {
      const kind = isWritten(field) && kindOf(field.name);
      if (!kind || gone.some((beginning) => field.name.startsWith(beginning))) continue;
      const edition = field.name.startsWith("placements-") ? editionBeside(field.name) : homeEdition;
      for (const { key, text } of textsOf(field)) {
        if (text.trim()) found.push({ field, key, kind, text, edition });
      }
    }
    return found;
  }

  // ---- asking -------------------------------------------------------------------------------------------------------

  function soon() {
    clearTimeout(resting);
    resting = setTimeout(check, REST);
  }

  async function check() {
    clearTimeout(resting);
    const sent = pieces();
    const body = JSON.stringify({ texts: sent.map(({ kind, text, edition }) => ({ kind, text, edition })) });
    if (body === checked) {
      mark();
      return;
    }
    checked = body;
    const mine = ++asked;
    const answer = await ask(body);
    // A later question has a newer answer.
    if (mine !== asked) return;
    if (answer.findings) {
      findings = answer.findings.map((finding) => ({ ...finding, piece: sent[finding.text] }));
      summary = answer.summary;
    } else {
      findings = [];
      summary = answer.trouble;
      checked = null;
    }
    show();
  }

  async function ask(body) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    try {
      const answer = await fetch(panel.dataset.copydesk, { method: "POST", body, headers });
      return await answer.json();
    } catch {
      return { trouble: panel.dataset.unreached };
    }
  }

  // ---- showing ------------------------------------------------------------------------------------------------------

  const fresh = (name) => panel.querySelector(`template[data-copydesk-${name}]`).content.firstElementChild.cloneNode(true);

  function show() {
    const held = focusHeld();
    list.replaceChildren(...groups().map(drawnGroup));
    if (status.textContent !== summary) status.textContent = summary;
    mendErrors.hidden = isLocked || !errors().length;
    if (counter) {
      counter.textContent = findings.length;
      counter.hidden = !findings.length;
      counter.classList.toggle("copydesk__counter--error", findings.some(({ severity }) => severity === "error"));
    }
    restoreFocus(held);
    mark();
  }

  const errors = () => findings.filter(({ severity, suggestions }) => severity === "error" && suggestions.length);

  // A drawing anew must not throw the keyboard out of the list: it stays at the same place in it.
  function focusHeld() {
    for (const kind of ["show", "mend"]) {
      const place = [...list.querySelectorAll(`[data-copydesk-${kind}]`)].indexOf(document.activeElement);
      if (place >= 0) return { kind, place };
    }
    return document.activeElement === mendErrors ? { kind: "show", place: 0 } : null;
  }

  function restoreFocus(held) {
    if (!held || document.activeElement === mendErrors && !mendErrors.hidden) return;
    const buttons = [...list.querySelectorAll(`[data-copydesk-${held.kind}]`)];
    const button = buttons[Math.min(held.place, buttons.length - 1)] ?? list.querySelector("button");
    (button ?? status).focus();
  }

  // The findings of one field, or of the whole body, under its name.
  function groups() {
    const byName = new Map();
    for (const finding of findings) {
      const { kind, field } = finding.piece;
      const group = kind === "body" ? "body" : field.name;
      byName.set(group, [...(byName.get(group) ?? []), finding]);
    }
    return [...byName.values()];
  }

  function nameOf({ kind, field }) {
    if (kind === "body") return panel.dataset.body;
    const label = form.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    return label?.firstChild?.textContent.trim() || field.placeholder || "";
  }

  function drawnGroup(group) {
    const section = fresh("group");
    section.querySelector("h3").textContent = nameOf(group[0].piece);
    section.querySelector("ul").append(...group.map(drawn));
    return section;
  }

  function drawn(finding) {
    const item = fresh("finding");
    item.dataset.severity = finding.severity;
    for (const part of ["name", "before", "written", "shown", "after", "reason"]) {
      item.querySelector(`[data-copydesk-${part}]`).textContent = finding[part];
    }
    if (!finding.suggestions.length) {
      item.querySelector("[data-copydesk-written]").classList.add("copydesk__questioned");
      item.querySelector("[data-copydesk-shown]").remove();
    }
    const place = item.querySelector("[data-copydesk-show]");
    place.id = `copydesk-finding-${findings.indexOf(finding)}`;
    place.addEventListener("click", () => reveal(finding));
    if (!isLocked) item.querySelector(".copydesk__mending").append(...mendingButtons(finding, place.id));
    return item;
  }

  // The first suggestion under «صحّح», any other under its own words.
  function mendingButtons(finding, describedBy) {
    return finding.suggestions.map((suggestion, place) => {
      const button = fresh("mend");
      if (place) {
        button.textContent = `«${suggestion}»`;
        button.classList.add("button-secondary");
      }
      button.setAttribute("aria-describedby", describedBy);
      button.addEventListener("click", () => mend([finding], suggestion));
      return button;
    });
  }

  // ---- marking in the text ------------------------------------------------------------------------------------------

  // Marks of the browser's own (CSS Custom Highlight API): the editor's document is not touched.
  function mark() {
    if (!CSS.highlights) return;
    for (const severity of ["error", "warning", "suggestion"]) {
      const ranges = findings.filter((finding) => finding.severity === severity).map(rangeOf);
      CSS.highlights.set(`copydesk-${severity}`, new Highlight(...ranges.filter(Boolean)));
    }
  }

  function blockOf({ field, key }) {
    const wrapper = field.parentNode.querySelector("[data-draftail-editor-wrapper]");
    return wrapper?.querySelector(`[data-block][data-offset-key="${CSS.escape(key)}-0-0"]`);
  }

  function rangeOf({ piece, start, end }) {
    if (!piece.key) return null;
    const block = blockOf(piece);
    // Where the text on the screen is another, places say nothing.
    if (!block || block.textContent !== piece.text) return null;
    const range = document.createRange();
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const after = before + node.length;
      if (start >= before && start < after) range.setStart(node, start - before);
      if (end > before && end <= after) range.setEnd(node, end - before);
      before = after;
    }
    return range;
  }

  // ---- leading to the place -----------------------------------------------------------------------------------------

  async function reveal({ piece, start, end }) {
    const { field, key } = piece;
    if (matchMedia("(max-width: 49.99em)").matches) await leave();
    open(field);
    // What was opened can hold the focus once it is drawn.
    await nextFrame();
    if (isEditor(field)) {
      const { EditorState, SelectionState } = window.DraftJS;
      const editor = field.draftailEditor;
      const state = editor.getEditorState();
      if (!state.getCurrentContent().getBlockForKey(key)) return;
      const place = SelectionState.createEmpty(key).merge({ anchorOffset: start, focusOffset: end, hasFocus: true });
      editor.focus();
      editor.onChange(EditorState.forceSelection(state, place));
      blockOf(piece)?.scrollIntoView({ block: "center" });
    } else {
      field.focus({ preventScroll: true });
      field.setSelectionRange(start, end);
      field.scrollIntoView({ block: "center" });
    }
  }

  // Open whatever hides a field: its tab, its folded panels.
  function open(field) {
    const tab = field.closest("[role=tabpanel]");
    if (tab?.hidden) document.querySelector(`[role=tab][aria-controls="${CSS.escape(tab.id)}"]`).click();
    for (let fold = field.closest("[data-panel]"); fold; fold = fold.parentElement.closest("[data-panel]")) {
      const handle = fold.querySelector("[data-panel-toggle]");
      if (handle?.closest("[data-panel]") === fold && handle.getAttribute("aria-expanded") === "false") handle.click();
    }
  }

  // On a small screen this panel covers the form, and takes its time to leave.
  async function leave() {
    document.querySelector("[data-form-side-close-button]").click();
    while (!panel.closest("[data-side-panel]").hidden) await nextFrame();
  }

  const nextFrame = () => new Promise(requestAnimationFrame);

  // ---- mending ------------------------------------------------------------------------------------------------------

  function mend(chosen, suggestion) {
    // What was rewritten since it was checked is checked again first.
    const valid = chosen.filter(({ piece }) => textNow(piece) === piece.text);
    const changes = valid.map((finding) => ({ finding, ...change(finding, suggestion ?? finding.suggestions[0]) }));
    // From the end, so that each change leaves the places before it as they are.
    changes.sort((one, other) => other.from - one.from);
    for (const field of new Set(changes.map(({ finding }) => finding.piece.field))) {
      const own = changes.filter(({ finding }) => finding.piece.field === field);
      if (isEditor(field)) mendEditor(field, own);
      else mendInput(field, own);
    }
    forget(changes);
    show();
    check();
  }

  // The letters that differ, and no others: what stands in bold or is a link stays so.
  function change({ piece, start, end }, suggestion) {
    const written = piece.text.slice(start, end);
    const shorter = Math.min(written.length, suggestion.length);
    let head = 0;
    while (head < shorter && written[head] === suggestion[head]) head += 1;
    let tail = 0;
    while (tail < shorter - head && written.at(-1 - tail) === suggestion.at(-1 - tail)) tail += 1;
    return { from: start + head, to: end - tail, text: suggestion.slice(head, suggestion.length - tail) };
  }

  function mendEditor(field, changes) {
    const { EditorState, Modifier, SelectionState } = window.DraftJS;
    const state = field.draftailEditor.getEditorState();
    let content = state.getCurrentContent();
    for (const { finding, from, to, text } of changes) {
      const { key } = finding.piece;
      const block = content.getBlockForKey(key);
      const like = Math.max(0, from === to ? from - 1 : from);
      const [style, entity] = [block.getInlineStyleAt(like), block.getEntityAt(like)];
      const isWithin = from !== to || block.getEntityAt(from) === entity;
      const place = SelectionState.createEmpty(key).merge({ anchorOffset: from, focusOffset: to });
      content = Modifier.replaceText(content, place, text, style, isWithin ? entity : null);
    }
    // One step for the editor's undo.
    field.draftailEditor.onChange(EditorState.push(state, content, "spellcheck-change"));
  }

  function mendInput(field, changes) {
    for (const { from, to, text } of changes) field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Until the next answer the list goes on without what was mended, and what stands behind it has moved.
  function forget(changes) {
    for (const { finding, from, to, text } of changes) {
      const { piece } = finding;
      piece.text = piece.text.slice(0, from) + text + piece.text.slice(to);
      findings = findings.filter((each) => each !== finding);
      for (const each of findings) {
        if (each.piece === piece && each.start >= finding.end) {
          each.start += text.length - (to - from);
          each.end += text.length - (to - from);
        }
      }
    }
  }

  // ---- when ---------------------------------------------------------------------------------------------------------

  mendErrors.addEventListener("click", () => mend(errors()));
  for (const event of ["input", "change"]) form.addEventListener(event, soon);
  // Blocks that are added, moved and removed, and an editor's own changes, come without events.
  new MutationObserver(soon).observe(form, { childList: true, subtree: true, characterData: true });
  soon();
});
