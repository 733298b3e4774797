// What was typed while a save was on its way, or before the form was ready, is still to be saved. Wagtail takes the form
// as it stands when a save succeeds, and as it stands two seconds after it was opened, for what the server holds: a
// reporter who paused there and closed the tab lost those words. And what scripts build of a form that nobody has touched
// is no change of a person's, however long a slow machine takes for it: it would be saved over another's words.
(() => {
  // The form as it was sent, while its save is on its way.
  let sent = null;
  let isReady = false;
  let typedBefore = false;
  let isTouched = false;

  const watched = (event) =>
    event.target instanceof Element ? event.target.closest("form[data-edit-form]") : null;
  const unsavedOf = (form) => window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");

  // Say that the server holds `held`; what differs from it is then saved as any other change.
  const hold = (unsaved, held) => {
    unsaved.initialFormData = held;
    unsaved.previousFormData = held;
    unsaved.check();
  };

  document.addEventListener("input", (event) => {
    if (!isReady && event.isTrusted && watched(event)) typedBefore = true;
  }, true);

  for (const touch of ["pointerdown", "keydown", "input", "paste", "drop"]) {
    document.addEventListener(touch, (event) => { isTouched ||= event.isTrusted; }, true);
  }

  document.addEventListener("w-unsaved:add", (event) => {
    const form = watched(event);
    const unsaved = form && unsavedOf(form);
    // A form that came back with mistakes is not saved, whoever touches it.
    if (!unsaved || isTouched || unsaved.forceValue) return;
    event.stopImmediatePropagation();
    hold(unsaved, unsaved.formData);
  }, true);

  // It comes again after each save.
  document.addEventListener("w-unsaved:watch-edits", (event) => {
    const form = watched(event);
    if (!form || isReady) return;
    isReady = true;
    // No form is this: all of it is to be saved.
    if (typedBefore) hold(unsavedOf(form), "?");
  });

  document.addEventListener("w-autosave:save", (event) => {
    const form = watched(event);
    if (form && !event.defaultPrevented) sent = new URLSearchParams(unsavedOf(form).formData);
  });

  document.addEventListener("w-autosave:success", (event) => {
    const form = watched(event);
    if (!form || !sent) return;
    // Numbers of new rows, which the server gave and Wagtail wrote into the form.
    for (const [name, value] of Object.entries(event.detail.response.field_updates ?? {})) sent.set(name, value);
    hold(unsavedOf(form), sent.toString());
    sent = null;
  });
})();
