// Keeps the list of wires fresh while it is looked at: its first page is drawn anew every few seconds.
(() => {
  const holder = document.querySelector("[data-wire-rows]");
  const news = document.querySelector("[data-wire-news]");
  const address = holder?.dataset.wireRows;
  if (!address) return;

  const EVERY = 10_000;
  const LONGEST = 120_000;
  let pause = EVERY;

  const known = () => new Set([...holder.querySelectorAll("[data-wire]")].map((row) => row.dataset.wire));

  // Arabic counts one, two, three to ten, and more, each in its way.
  const told = (count) => {
    if (count === 1) return "وصلت برقية جديدة.";
    if (count === 2) return "وصلت برقيتان جديدتان.";
    return count <= 10 ? `وصلت ${count} برقيات جديدة.` : `وصلت ${count} برقية جديدة.`;
  };

  const refresh = async () => {
    const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    const before = known();
    const opened = [...holder.querySelectorAll("[data-wire-others][open]")].map((each) => each.dataset.wireOthers);
    // Whoever is on a link of the list keeps it, and what was opened stays open.
    const place = document.activeElement?.closest?.("[data-wire]")?.dataset.wire.split("-")[0];
    const summary = document.activeElement?.localName === "summary";
    holder.innerHTML = text;
    for (const each of holder.querySelectorAll("[data-wire-others]")) each.open = opened.includes(each.dataset.wireOthers);
    if (place && summary) holder.querySelector(`[data-wire^="${place}-"] summary`)?.focus({ preventScroll: true });
    else if (place) holder.querySelector(`[data-wire^="${place}-"] a`)?.focus({ preventScroll: true });
    const count = [...known()].filter((each) => !before.has(each)).length;
    if (count && news) news.textContent = told(count);
  };

  const turn = async () => {
    if (!document.hidden) {
      try {
        await refresh();
        pause = EVERY;
      } catch {
        pause = Math.min(pause * 2, LONGEST);
      }
    }
    setTimeout(turn, pause);
  };
  setTimeout(turn, pause);
})();
