// Shows what lists will print of the story, while it is written. The server cuts it: there is one rule.
(() => {
  const FIELDS = ["headline", "teaser_headline", "standfirst"];
  const RESTS = 400;
  let timer = 0;
  let asked = 0;

  const field = (name) => document.querySelector(`[name="${name}"]`);
  const holder = () => document.querySelector("[data-teaser]");

  const home = () => {
    const checked = document.querySelector('[name^="placements-"][name$="-is_home"]:checked');
    return checked ? field(checked.name.replace("is_home", "edition"))?.value ?? "" : "";
  };

  // Arabic counts one, two, three to ten, and more, each in its way.
  const letters = (count) => {
    if (count === 1) return "حرف واحد";
    if (count === 2) return "حرفان";
    return count % 100 >= 3 && count % 100 <= 10 ? `${count} أحرف` : `${count} حرفًا`;
  };

  const say = (place, told) => {
    const count = place.querySelector("[data-teaser-count]");
    count.textContent = told.letters ? `العنوان ${letters(told.letters)}، وأطوله هنا ${told.limit}.` : "";
    count.toggleAttribute("data-over", told.letters > told.limit);
    place.querySelector("[data-teaser-headline]").textContent = told.headline;
    place.querySelector("[data-teaser-standfirst]").textContent = told.standfirst;
  };

  const ask = async () => {
    const place = holder();
    if (!place) return;
    const mine = ++asked;
    const body = new FormData();
    for (const name of FIELDS) body.set(name, field(name)?.value.slice(0, 2000) ?? "");
    body.set("edition", home());
    const token = field("csrfmiddlewaretoken")?.value ?? "";
    try {
      const answer = await fetch(place.dataset.teaser, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token },
        redirect: "error",
      });
      if (answer.ok && mine === asked) say(place, await answer.json());
    } catch {
      // Without a network nothing is shown anew; the next letter asks again.
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, RESTS);
  };

  document.addEventListener("input", (event) => {
    if (FIELDS.includes(event.target.name)) later();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-is_home")) later();
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ask);
  else ask();
})();
