// Offers published stories near the text, and puts what is picked into the body's «قد يهمك أيضًا», through the same
// blocks that the editor's own buttons use: nothing that was typed is touched.
(() => {
  // As the form autosaves with every pause, the list is asked for no oftener than this.
  const PAUSE = 3000;
  // As BodyBlock says.
  const LISTS = 3;
  const IN_A_LIST = 5;

  let asked = 0;
  let last = "";
  let timer = 0;

  const form = () => document.querySelector("#w-editor-form");
  const place = () => document.querySelector("[data-suggestions]");
  const body = () => document.getElementById("body-root")?.rootBlock;
  const field = (name) => form()?.elements[name];

  const home = () => {
    const checked = form()?.querySelector('[name^="placements-"][name$="-is_home"]:checked');
    return checked ? field(checked.name.replace("is_home", "edition"))?.value ?? "" : "";
  };

  const lists = () => (body()?.children ?? []).filter((child) => child.type === "see_also").map((child) => child.block);
  const numberOf = (item) => item.block.getState()?.id ?? null;
  const picked = () => lists().flatMap((list) => list.children.map(numberOf)).filter((number) => number !== null);

  const text = () => {
    const editors = [...(form()?.querySelectorAll("input[data-draftail-input]") ?? [])];
    const written = editors.map((input) => input.draftailEditor?.getEditorState().getCurrentContent().getPlainText("\n") ?? "");
    return [field("standfirst")?.value ?? "", ...written].join("\n").slice(0, 20000);
  };

  // ---- asking -------------------------------------------------------------------------------------------------------

  async function ask() {
    const holder = place();
    if (!holder || !form()) return;
    const question = new FormData();
    question.set("headline", field("headline")?.value ?? "");
    question.set("text", text());
    question.set("edition", home());
    question.set("story", holder.dataset.story);
    for (const number of picked()) question.append("picked", number);
    const said = new URLSearchParams(question).toString();
    if (said === last) return;
    const mine = ++asked;
    try {
      const answer = await fetch(holder.dataset.suggestions, {
        method: "POST",
        body: question,
        headers: { "X-CSRFToken": field("csrfmiddlewaretoken")?.value ?? "" },
        redirect: "error",
      });
      // A later question has a newer answer.
      if (!answer.ok || mine !== asked) return;
      last = said;
      show(holder, (await answer.json()).stories);
    } catch {
      // Without a network nothing new is offered; the next pause asks again.
    }
  }

  function soon() {
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      ask();
    }, PAUSE);
  }

  // ---- showing ------------------------------------------------------------------------------------------------------

  function show(holder, stories) {
    const list = holder.querySelector("[data-suggestions-list]");
    // Who is about to press a button keeps it.
    if (list.contains(document.activeElement)) return;
    list.replaceChildren(...stories.map((story) => drawn(holder, story)));
    holder.hidden = stories.length === 0;
  }

  function drawn(holder, story) {
    const item = holder.querySelector("template[data-suggestions-item]").content.firstElementChild.cloneNode(true);
    const link = item.querySelector("[data-headline]");
    link.textContent = story.headline;
    if (story.state.edit_url) link.href = story.state.edit_url;
    item.querySelector("[data-where]").textContent = [story.section, story.day].filter(Boolean).join("، ");
    const button = item.querySelector("[data-add]");
    button.setAttribute("aria-label", `أضف «${story.headline}» إلى «قد يهمك أيضًا»`);
    button.addEventListener("click", () => {
      const added = add(story.state);
      tell(holder, added ? `أُضيفت «${story.headline}».` : "امتلأت قوائم «قد يهمك أيضًا»؛ احذف منها قصة أولًا.");
      if (added) leave(item);
    });
    return item;
  }

  // The next button, or the one before, has the focus of one that goes; after the last, what was told.
  function leave(item) {
    const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("[data-add]");
    item.remove();
    (next ?? place().querySelector("[data-suggestions-told]")).focus();
  }

  function tell(holder, sentence) {
    const told = holder.querySelector("[data-suggestions-told]");
    told.textContent = sentence;
  }

  // ---- adding -------------------------------------------------------------------------------------------------------

  function add(state) {
    const blocks = body();
    if (!blocks) return false;
    const open = lists();
    const list = open.find((each) => each.children.filter((item) => numberOf(item) !== null).length < IN_A_LIST);
    if (list) {
      const empty = list.children.find((item) => numberOf(item) === null);
      if (empty) empty.block.setState(state);
      else list.insert(state, list.children.length, { id: crypto.randomUUID?.() });
    } else if (open.length < LISTS) {
      blocks.insert({ type: "see_also", value: [{ value: state, id: null }], id: null }, blocks.children.length);
    } else {
      return false;
    }
    document.getElementById("body-root").dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  document.addEventListener("w-autosave:success", (event) => {
    const holder = place();
    if (holder) holder.dataset.story = event.detail?.response?.pk ?? holder.dataset.story;
    soon();
  });
  document.addEventListener("w-autosave:error", soon);
  if (document.readyState === "complete") ask();
  else window.addEventListener("load", ask);
})();
