// What is pasted into a story's text, from Word, Google Docs or a page of the web: paragraphs with bold, italic and
// links stay; what hides in them (comments, struck text, tracking, marks of lists) goes; and what can't stand in a
// paragraph is named, so that nothing is lost unseen. Every word of the notice comes from the panel's template.
(() => {
  const PANEL = "[data-pasting]";
  const EDITOR = ".public-DraftEditor-content";
  const LONGEST = 2_000_000;

  const NEVER = new Set(["script", "style", "meta", "link", "title", "template", "noscript", "xml", "del", "head"]);
  const MEDIA = new Set(["video", "audio", "iframe", "object", "embed"]);
  const PICTURES = new Set(["img", "picture", "svg", "canvas"]);
  const BLOCKS = new Set([
    "p", "div", "section", "article", "header", "footer", "main", "aside", "blockquote", "pre", "figure", "figcaption",
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "br", "hr",
  ]);
  const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|yclid)$/i;
  // Pages that only lead on, and the name of the address that they lead to.
  const LEADING_ON = [[/(^|\.)google\.[a-z.]+$/, "/url", ["q", "url"]], [/^lm?\.facebook\.com$/, "/l.php", ["u"]]];

  // ---- reading ------------------------------------------------------------------------------------------------------

  const styleOf = (element) => (element.getAttribute("style") ?? "").toLowerCase().replace(/\s+/g, "");

  function isHidden(element) {
    const style = styleOf(element);
    return /display:none|mso-hide:all|mso-list:ignore|mso-element:comment/.test(style)
      || element.matches(".MsoCommentReference, .MsoCommentText, .msocomtxt, .msocomoff")
      || (element.localName === "a" && /^#_(ftn|edn|msocom)/.test(element.getAttribute("href") ?? ""));
  }

  const isBoldStyle = (style) => style.match(/font-weight:(bold(?:er)?|[6-9]00)/) !== null;
  const isPlainStyle = (style) => style.match(/font-weight:(normal|lighter|[1-5]00)/) !== null;

  function marksOf(element, marks) {
    const style = styleOf(element);
    let { bold, italic, href } = marks;
    if (/^(b|strong)$/.test(element.localName)) bold = true;
    if (/^(i|em|cite)$/.test(element.localName)) italic = true;
    if (isBoldStyle(style)) bold = true;
    if (isPlainStyle(style)) bold = false;
    if (/font-style:italic/.test(style)) italic = true;
    if (/font-style:normal/.test(style)) italic = false;
    // What is a heading is bold already, in a paragraph it would shout.
    if (/^h[1-6]$/.test(element.localName)) bold = false;
    if (element.localName === "a") href = addressOf(element.getAttribute("href") ?? "") ?? href;
    return { bold, italic, href };
  }

  function addressOf(written, depth = 0) {
    let address;
    try {
      address = new URL(written);
    } catch {
      return null;
    }
    if (!/^(https?|mailto|tel):$/.test(address.protocol)) return null;
    for (const [host, path, names] of LEADING_ON) {
      if (host.test(address.hostname) && address.pathname === path && depth < 3) {
        const target = names.map((name) => address.searchParams.get(name)).find(Boolean);
        if (target) return addressOf(target, depth + 1);
      }
    }
    const tracking = [...address.searchParams.keys()].filter((name) => TRACKING.test(name));
    if (!tracking.length) return written;
    for (const name of tracking) address.searchParams.delete(name);
    return address.href;
  }

  // The paragraphs, each a list of runs of text under the same marks, and how much of each kind became something else.
  function read(html) {
    const paragraphs = [[]];
    const lost = { pictures: 0, media: 0, tables: 0, headings: 0, lists: 0 };

    const flush = () => {
      if (paragraphs.at(-1).length) paragraphs.push([]);
    };
    const add = (text, marks) => {
      const runs = paragraphs.at(-1);
      const last = runs.at(-1);
      let told = text.replace(/[\s\u00a0]+/g, " ");
      if (!last || last.text.endsWith(" ")) told = told.replace(/^ /, "");
      if (!told) return;
      const { bold, italic, href } = marks;
      if (last && last.bold === bold && last.italic === italic && last.href === href) last.text += told;
      else runs.push({ text: told, bold, italic, href });
    };
    const count = (element) => {
      const tag = element.localName;
      if (PICTURES.has(tag) && element.getAttribute("width") !== "1") lost.pictures += 1;
      if (MEDIA.has(tag)) lost.media += 1;
      if (/^h[1-6]$/.test(tag) && element.textContent.trim()) lost.headings += 1;
      if (/^(ul|ol)$/.test(tag)) lost.lists += 1;
      if (tag === "table" && [...element.rows].some((row) => row.cells.length > 1)) lost.tables += 1;
    };

    // A row of several cells is one line, whatever stands in them.
    const isCell = (node) => /^t[dh]$/.test(node.localName) && node.parentElement.cells?.length > 1;

    const walk = (node, marks, inCell = false) => {
      if (node.nodeType === Node.TEXT_NODE) {
        add(node.data, marks);
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || NEVER.has(node.localName) || isHidden(node)) return;
      count(node);
      if (PICTURES.has(node.localName) || MEDIA.has(node.localName)) return;
      const isBlock = BLOCKS.has(node.localName);
      const divide = () => (inCell ? add(" ", marks) : flush());
      if (isBlock) divide();
      if (isCell(node) && node.cellIndex > 0) add("— ", marks);
      const inner = marksOf(node, marks);
      for (const child of node.childNodes) walk(child, inner, inCell || isCell(node));
      if (isCell(node)) add(" ", marks);
      if (isBlock) divide();
    };

    walk(new DOMParser().parseFromString(html, "text/html").body, { bold: false, italic: false, href: null });
    return { paragraphs: paragraphs.map(trimmed).filter((runs) => runs.length), lost };
  }

  function trimmed(runs) {
    const last = runs.at(-1);
    if (last) last.text = last.text.trimEnd();
    return runs.filter(({ text }) => text);
  }

  // ---- writing ------------------------------------------------------------------------------------------------------

  const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

  function written({ text, bold, italic, href }) {
    let html = escaped(text);
    if (bold) html = `<b>${html}</b>`;
    if (italic) html = `<i>${html}</i>`;
    return href ? `<a href="${escaped(href)}">${html}</a>` : html;
  }

  const htmlOf = (paragraphs) => paragraphs.map((runs) => `<p>${runs.map(written).join("")}</p>`).join("");

  // ---- telling ------------------------------------------------------------------------------------------------------

  function tell(editor, lost) {
    const place = editor.closest("[data-draftail-editor-wrapper]") ?? editor;
    place.parentNode.querySelector("[data-pasting-notice]")?.remove();
    const told = Object.entries(lost).filter(([, number]) => number);
    const panel = document.querySelector(PANEL);
    if (!panel || !told.length) return;
    const notice = panel.querySelector("template").content.firstElementChild.cloneNode(true);
    const items = told.map(([kind, number]) => `${panel.dataset[kind]} (${number})`);
    notice.querySelector("[data-pasting-lost]").textContent = `${items.join("، ")}.`;
    const button = notice.querySelector("button");
    // The editor keeps the focus: its toolbar would go, and the button move away from under the pointer.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => notice.remove());
    place.after(notice);
  }

  // ---- when ---------------------------------------------------------------------------------------------------------

  const ours = new WeakSet();

  document.addEventListener("paste", (event) => {
    const editor = event.target instanceof Element ? event.target.closest(EDITOR) : null;
    const html = event.clipboardData?.getData("text/html") ?? "";
    // What was copied in this very editor is whole already.
    if (!editor || ours.has(event) || !html || html.includes("data-draftjs-conductor-fragment")) return;
    if (!document.querySelector(PANEL) || html.length > LONGEST) return;
    const { paragraphs, lost } = read(html);
    if (paragraphs.length) {
      const data = new DataTransfer();
      data.setData("text/html", htmlOf(paragraphs));
      data.setData("text/plain", paragraphs.map((runs) => runs.map(({ text }) => text).join("")).join("\n\n"));
      const cleaned = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      ours.add(cleaned);
      event.preventDefault();
      event.stopImmediatePropagation();
      event.target.dispatchEvent(cleaned);
    }
    tell(editor, lost);
  }, true);
})();
