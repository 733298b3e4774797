// In a story's form: beside a site only its own sections, and one home among the sites.
(() => {
  const ROW = /^placements-\d+-(edition|section|is_home)$/;

  const beside = (field, name) => field.form?.elements[field.name.replace(/[^-]+$/, name)];

  // Options are taken out, not hidden: some browsers show hidden ones to the keyboard all the same.
  const whole = new WeakMap();

  function narrow(edition) {
    const section = beside(edition, "section");
    if (!section) return;
    if (!whole.has(section)) whole.set(section, [...section.children].map((child) => child.cloneNode(true)));
    const chosen = section.value;
    const isOf = (child) => child.tagName !== "OPTGROUP" || child.firstElementChild?.dataset.edition === edition.value;
    const shown = whole.get(section).filter((child) => !edition.value || isOf(child));
    section.replaceChildren(...shown.map((child) => child.cloneNode(true)));
    section.value = chosen;
    if (section.value !== chosen) {
      section.value = "";
      section.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const narrowAll = () => document.querySelectorAll('select[name^="placements-"][name$="-edition"]').forEach(narrow);

  document.addEventListener("change", ({ target }) => {
    const kind = target.name?.match(ROW)?.[1];
    if (kind === "edition") narrow(target);
    if (kind === "section" && target.value && !beside(target, "edition").value) {
      const edition = beside(target, "edition");
      edition.value = target.selectedOptions[0].dataset.edition;
      edition.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (kind === "is_home" && target.checked) {
      for (const other of target.form.querySelectorAll('[name^="placements-"][name$="-is_home"]:checked')) {
        if (other !== target) other.checked = false;
      }
    }
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", narrowAll);
  else narrowAll();
})();
