// The screen of a live coverage: posts without loading the page anew, loses nothing that was typed, and shows what
// others post. Everything also works without it, as plain forms.
//
// A post that is sent waits in this browser, under a name of its own, until the server has said that it has it. Sent
// again after a drop-out under the same name, it is kept once.
document.addEventListener("DOMContentLoaded", () => {
  const room = document.querySelector("[data-posting]");
  if (!room) {
    return;
  }

  const LOOK = 4000;
  const LOOK_HIDDEN = 20000;
  const LONGEST_PAUSE = 30000;
  const GIVE_UP = 15000;
  const MOST_WAITING = 50;

  const part = (name) => room.querySelector(`[data-posting-${name}]`);
  const [composer, list, pending, status, told] = ["composer", "posts", "pending", "status", "told"].map(part);
  const csrf = room.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const kept = (name) => `warraq-live:${room.dataset.posting}:${name}`;

  // ---- what this browser keeps ---------------------------------------------------------------------------------------

  function remember(name, value) {
    try {
      if (value === null) {
        localStorage.removeItem(kept(name));
      } else {
        localStorage.setItem(kept(name), JSON.stringify(value));
      }
    } catch {
      tell("لا يستطيع هذا المتصفح حفظ ما تكتبه؛ لا تغلق الصفحة قبل أن تصل المشاركة.");
    }
  }

  function remembered(name) {
    try {
      return JSON.parse(localStorage.getItem(kept(name)));
    } catch {
      return null;
    }
  }

  // ---- speaking with the server --------------------------------------------------------------------------------------

  // The server says no, and why: to try again would not help.
  class Refused extends Error {}
  class LoggedOut extends Error {}

  async function ask(address, body) {
    const answer = await fetch(address, {
      method: body ? "POST" : "GET",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": csrf, "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(GIVE_UP),
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.ok && isJson) {
      return answer.json();
    }
    if (answer.status === 400 && isJson) {
      throw new Refused((await answer.json()).trouble);
    }
    if (answer.status === 403 || answer.redirected) {
      throw new LoggedOut();
    }
    throw new Error(`${address}: ${answer.status}`);
  }

  const LOGGED_OUT = "انتهت جلستك أو تغيّرت صلاحيتك. ما كتبته محفوظ في هذا المتصفح: سجّل الدخول ثم حدّث الصفحة.";
  const AWAY = "لا اتصال بالخادم؛ ما كتبته محفوظ هنا.";
  const saidOf = (problem) => {
    if (problem instanceof Refused) {
      return problem.message;
    }
    return problem instanceof LoggedOut ? LOGGED_OUT : AWAY;
  };

  function tell(words) {
    told.textContent = words;
    told.hidden = !words;
  }

  // ---- forms ---------------------------------------------------------------------------------------------------------

  const choosers = new WeakMap();

  // Begin a form: its chooser of pictures, its tools, its keys.
  function begin(form) {
    const input = form.querySelector('[name$="picture"]');
    if (input && window.ImageChooser) {
      choosers.set(form, new window.ImageChooser(input.id, { modalUrl: room.dataset.chooser }));
    }
    const text = form.querySelector('textarea[name$="text"]');
    const tools = form.querySelector("[data-posting-tools]");
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) {
        mark(text, button);
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  // Put marks around what is selected, so that undoing takes them away again.
  function mark(text, button) {
    const words = text.value.slice(text.selectionStart, text.selectionEnd);
    const [open, close] = "link" in button.dataset ? ["[", "](https://)"] : [button.dataset.wrap, button.dataset.wrap];
    text.focus();
    const at = text.selectionStart;
    if (!document.execCommand("insertText", false, `${open}${words}${close}`)) {
      text.setRangeText(`${open}${words}${close}`, at, text.selectionEnd, "end");
    }
    if (!words) {
      text.setSelectionRange(at + open.length, at + open.length);
    } else if ("link" in button.dataset) {
      const end = at + open.length + words.length + close.length - 1;
      text.setSelectionRange(end, end);
    }
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const bare = (name) => name.replace(/^post-\d+-/, "");
  const fieldsOf = (form) => [...form.elements].filter((each) => each.name && !/csrf|token|seen/.test(each.name));

  function read(form) {
    const values = {};
    for (const field of fieldsOf(form)) {
      values[bare(field.name)] = field.type === "checkbox" ? field.checked : field.value;
    }
    values.chosen = choosers.get(form)?.getState() ?? null;
    return values;
  }

  function write(form, values) {
    for (const field of fieldsOf(form)) {
      const value = values[bare(field.name)];
      if (bare(field.name) === "picture") {
        continue;
      }
      if (field.type === "checkbox") {
        field.checked = Boolean(value);
      } else if (field.tagName !== "SELECT" || [...field.options].some((each) => each.value === value)) {
        field.value = value ?? "";
      }
    }
    choosers.get(form)?.setState(values.chosen ?? null);
    form.querySelector("details").open = Boolean(values.quote || values.chosen);
  }

  const isEmpty = (values) => !(values.headline || values.text || values.quote || values.picture).trim();

  // ---- the posts that others see -------------------------------------------------------------------------------------

  const rowOf = (number) => list.querySelector(`[data-number="${number}"]`);

  function made(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  }

  function show(post) {
    const row = rowOf(post.number);
    if (row) {
      if (Number(row.dataset.sequence) >= post.sequence) {
        return;
      }
      // What somebody is typing into is not taken from under their hands.
      if (row.querySelector("[data-posting-edit]") || row.querySelector("details[open]")) {
        row.dataset.overtaken = post.html;
        return;
      }
      row.replaceWith(made(post.html));
      return;
    }
    const rows = [...list.querySelectorAll("[data-number]")];
    const older = rows.find((each) => Number(each.dataset.number) < post.number);
    if ("firstPage" in room.dataset && (older || !rows.length || post.number >= Number(rows.at(-1).dataset.number))) {
      list.insertBefore(made(post.html), older ?? null);
    }
    part("nothing")?.remove();
  }

  let sequence = Number(room.dataset.sequence);
  let looking = 0;
  let isLive = Boolean(composer);

  async function look() {
    clearTimeout(looking);
    let pause = document.hidden ? LOOK_HIDDEN : LOOK;
    try {
      const found = await ask(`${room.dataset.changes}?after=${sequence}`);
      found.posts.forEach(show);
      sequence = Math.max(sequence, ...found.posts.map((post) => post.sequence));
      if (found.more) {
        pause = 0;
      }
      if (composer && found.isLive !== isLive) {
        isLive = found.isLive;
        tell(isLive ? "استُؤنفت التغطية." : "أنهى غيرك التغطية؛ ما لم يصل من مشاركاتك محفوظ هنا.");
      }
      send();
    } catch (problem) {
      if (problem instanceof LoggedOut) {
        tell(LOGGED_OUT);
      }
    }
    looking = setTimeout(look, pause);
  }

  // ---- posting -------------------------------------------------------------------------------------------------------

  let waiting = remembered("waiting") ?? [];
  let failures = 0;
  let sending = 0;
  let isSending = false;

  function keep() {
    remember("waiting", waiting.length ? waiting : null);
    pending.replaceChildren(...waiting.map(pendingRow));
    status.textContent = waiting.some((post) => !post.trouble) && failures ? `${AWAY} نعيد المحاولة.` : "";
  }

  function pendingRow(post) {
    const row = document.createElement("li");
    const words = document.createElement("p");
    words.textContent = [post.values.headline, post.values.text || post.values.quote].filter(Boolean).join(": ");
    const why = document.createElement("p");
    why.className = "help";
    why.textContent = post.trouble || "قيد الإرسال…";
    row.append(words, why);
    if (post.trouble) {
      row.append(
        act("حرّرها", () => back(post)),
        act("تخلّص منها", () => drop(post.token)),
      );
    }
    return row;
  }

  function act(words, what) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-secondary";
    button.textContent = words;
    button.addEventListener("click", what);
    return button;
  }

  function drop(token) {
    waiting = waiting.filter((post) => post.token !== token);
    keep();
  }

  // Put a post that was refused back into the composer; what stands there already waits in its place.
  function back(post) {
    const typed = read(composer);
    drop(post.token);
    if (!isEmpty(typed)) {
      waiting.push({ token: crypto.randomUUID(), values: typed, trouble: "كانت في المحرر." });
      keep();
    }
    write(composer, post.values);
    remember("draft", post.values);
    composer.querySelector("textarea").focus();
  }

  function bodyOf(values, extra) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...values, ...extra })) {
      if (name !== "chosen" && value !== false) {
        body.set(name, value === true ? "on" : value);
      }
    }
    return body;
  }

  async function send() {
    if (isSending) {
      return;
    }
    isSending = true;
    clearTimeout(sending);
    let post;
    while ((post = waiting.find((each) => !each.trouble))) {
      try {
        const done = await ask(room.dataset.add, bodyOf(post.values, { token: post.token }));
        failures = 0;
        done.posts.forEach(show);
        drop(post.token);
      } catch (problem) {
        if (problem instanceof Refused) {
          post.trouble = problem.message;
          keep();
          continue;
        }
        failures += 1;
        keep();
        if (problem instanceof LoggedOut) {
          tell(LOGGED_OUT);
        }
        sending = setTimeout(send, Math.min(LONGEST_PAUSE, 1000 * 2 ** Math.min(failures, 5)));
        break;
      }
    }
    isSending = false;
  }

  if (composer) {
    begin(composer);
    const save = () => {
      const values = read(composer);
      remember("draft", isEmpty(values) ? null : values);
    };
    const draft = remembered("draft");
    if (draft) {
      write(composer, draft);
    }
    composer.addEventListener("input", save);
    composer.addEventListener("change", save);
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = read(composer);
      if (isEmpty(values)) {
        tell("اكتب عنوانًا أو نصًّا للمشاركة.");
        return;
      }
      if (waiting.length >= MOST_WAITING) {
        tell("مشاركات كثيرة لم تصل بعد؛ انتظر حتى تصل.");
        return;
      }
      tell("");
      waiting.push({ token: crypto.randomUUID(), values });
      keep();
      write(composer, { author: values.author });
      remember("draft", null);
      composer.querySelector("textarea").focus();
      send();
    });
  }

  // ---- in place: marks, removals, edits ------------------------------------------------------------------------------

  async function enact(form, submitter) {
    const body = new FormData(form, submitter);
    try {
      const done = await ask(form.action, body);
      tell("");
      form.closest("details")?.removeAttribute("open");
      done.posts.forEach(show);
    } catch (problem) {
      tell(saidOf(problem));
    }
  }

  async function openEdit(number, address) {
    const row = rowOf(number);
    try {
      const found = await ask(address);
      row.querySelector("[data-posting-edit]")?.remove();
      const form = made(found.html);
      row.append(form);
      row.classList.add("posting__post--open");
      begin(form);
      const typed = remembered(`edit-${number}`);
      if (typed) {
        write(form, typed);
        trouble(form, "هذا ما كتبته قبل أن تُغلق الصفحة، ولم يُحفظ بعد.");
      }
      form.querySelector("textarea").focus();
    } catch (problem) {
      tell(saidOf(problem));
    }
  }

  function trouble(form, words) {
    const place = form.querySelector("[data-posting-trouble]");
    place.textContent = words;
    place.hidden = !words;
  }

  function closeEdit(form) {
    const row = form.closest("[data-number]");
    remember(`edit-${row.dataset.number}`, null);
    form.remove();
    row.classList.remove("posting__post--open");
    if (row.dataset.overtaken) {
      row.replaceWith(made(row.dataset.overtaken));
    }
  }

  async function saveEdit(form) {
    try {
      const done = await ask(form.action, new FormData(form));
      closeEdit(form);
      done.posts.forEach(show);
    } catch (problem) {
      trouble(form, saidOf(problem));
    }
  }

  list.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.matches("[data-posting-edit]")) {
      saveEdit(event.target);
    } else {
      enact(event.target, event.submitter);
    }
  });

  list.addEventListener("click", (event) => {
    const open = event.target.closest("[data-posting-open]");
    const leave = event.target.closest("[data-posting-leave]");
    if (open && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      openEdit(open.dataset.postingOpen, open.href);
    } else if (leave) {
      event.preventDefault();
      closeEdit(leave.closest("form"));
    }
  });

  const saveTyped = (event) => {
    const form = event.target.closest("[data-posting-edit]");
    if (form) {
      remember(`edit-${form.dataset.postingEdit}`, read(form));
    }
  };
  list.addEventListener("input", saveTyped);
  list.addEventListener("change", saveTyped);

  const lookSoon = () => !document.hidden && look();
  document.addEventListener("visibilitychange", lookSoon);
  window.addEventListener("online", () => {
    failures = 0;
    send();
    lookSoon();
  });

  keep();
  send();
  looking = setTimeout(look, LOOK);
});
