// The button and autosave never save a new story side by side: the button waits for an autosave that is under way,
// and nothing is autosaved once the button is pressed. Were an answer lost all the same, the server knows the form.
(() => {
  // How long the button waits for autosave; the server keeps one story in any case.
  const PATIENCE = 8000;

  let saving = false;
  let leaving = false;
  let waits = null;

  const ours = (event) => event.target instanceof Element && event.target.closest("form[data-edit-form]") !== null;

  const go = () => {
    if (!waits) return;
    const { form, submitter, timer } = waits;
    clearTimeout(timer);
    waits = null;
    saving = false;
    form.requestSubmit(submitter);
  };

  const settled = (event) => {
    if (!ours(event)) return;
    saving = false;
    go();
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (!ours(event)) return;
    if (leaving || waits) event.preventDefault();
    else saving = true;
  });
  document.addEventListener("w-autosave:success", settled);
  document.addEventListener("w-autosave:error", settled);

  // Before Stimulus hears of it: what waits is not yet submitted.
  window.addEventListener("submit", (event) => {
    if (!ours(event)) return;
    if (!saving) {
      leaving = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waits) return;
    waits = { form: event.target, submitter: event.submitter ?? undefined, timer: setTimeout(go, PATIENCE) };
  }, true);

  // Back from the next page, the form is worked on again.
  window.addEventListener("pageshow", () => { leaving = false; });
})();
