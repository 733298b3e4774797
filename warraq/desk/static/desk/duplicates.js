// The notices about copies, drawn anew after each save of the form and for text that is pasted into it.
// What the server answers is HTML of our own, its headlines escaped.
(() => {
  // As many letters as five lines: what is shorter says too little.
  const LONG_ENOUGH = 200;

  let asked = 0;

  async function show(place, request) {
    const mine = ++asked;
    try {
      const answer = await request;
      // A later question has a newer answer.
      if (answer.ok && mine === asked) place.innerHTML = await answer.text();
    } catch {
      // Without a network there is no news of copies; the editor says itself that it is offline.
    }
  }

  document.addEventListener("w-autosave:success", (event) => {
    const place = document.querySelector("[data-duplicates]");
    if (!place) return;
    place.dataset.story = event.detail?.response?.pk ?? place.dataset.story;
    const query = new URLSearchParams({ story: place.dataset.story });
    show(place, fetch(`${place.dataset.duplicates}?${query}`));
  });

  document.addEventListener("paste", (event) => {
    const place = document.querySelector("[data-duplicates]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!place || text.length < LONG_ENOUGH) return;
    const body = new FormData();
    body.set("story", place.dataset.story);
    body.set("text", text.slice(0, 60000));
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    show(place, fetch(place.dataset.duplicates, { method: "POST", body, headers: { "X-CSRFToken": token } }));
  }, true);
})();
